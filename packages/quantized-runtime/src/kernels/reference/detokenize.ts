import type { NodeOf } from '../../graph/graph.ts';
import { END_OF_TEXT } from '../../graph/text.ts';
import type { Bind, Machine, Prepare } from '../kernel.ts';
import { dataOf, operandsOf } from './views.ts';

const SPACE = 0x20;

/** Tokens become a text, rule O9. */
export const detokenize: Prepare<Machine, NodeOf<'detokenize'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const pieces = dataOf(layout, node.params.pieces);
  const ends = dataOf(layout, node.params.ends);
  const pieceOf = (token: number) => pieces.subarray(token === 0 ? 0 : ends[token - 1]!, ends[token]!);
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        const text: number[] = [];
        for (let i = 0; i < input.elements; i++) {
          const token = x[example * input.elements + i]!;
          if (token === node.stop) break;
          const piece = pieceOf(token);
          if (node.fn === 'words' && piece.length > 0 && text.length > 0) text.push(SPACE);
          for (const byte of piece) text.push(byte);
        }
        for (let i = 0; i < output.elements; i++) y[example * output.elements + i] = text[i] ?? END_OF_TEXT;
      }
    };
  };
};
