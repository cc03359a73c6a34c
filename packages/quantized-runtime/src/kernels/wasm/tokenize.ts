import type { Tensor, TokenizeNode } from '../../graph/graph.ts';
import { END_OF_TEXT } from '../../graph/text.ts';
import type { Prepare } from '../kernel.ts';
import type { WasmMachine } from './machine.ts';

const FUNCTIONS = { whole: 0, words: 1, characters: 2 } as const satisfies Record<TokenizeNode['fn'], number>;

const bytesOf = ({ data }: Tensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Writes where the words of a list at byte `at` begin, and where one more would. */
function writeBegins(begins: Uint32Array, list: Uint8Array, at: number): void {
  begins[0] = at;
  for (let word = 1; word < begins.length; word++) {
    begins[word] = at + list.indexOf(END_OF_TEXT, begins[word - 1]! - at) + 1;
  }
}

/** A text becomes tokens. */
export const prepareTokenize: Prepare<WasmMachine, TokenizeNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { vocabulary, ids } = node.params;
  const list = bytesOf(layout.tensor(vocabulary));
  const words = layout.tensor(ids).data.length;
  const bytes = layout.reserve(256);
  const text = layout.scratch(x.elements);
  const place = layout.share({ form: `${vocabulary}: as it is`, bytes: list.length });
  const begins = layout.share({ form: `${vocabulary}: where words begin`, bytes: 4 * (words + 1) });
  const tokens = layout.share({ form: `${ids}: as it is`, bytes: 4 * words });
  const { unknown, padding } = node;
  const fn = FUNCTIONS[node.fn];
  return ({ buffer, kernels }) => {
    new Uint8Array(buffer, bytes, 256).set(layout.tensor(node.params.bytes).data);
    place.fill(() => new Uint8Array(buffer, place.at, list.length).set(list));
    begins.fill(() => writeBegins(new Uint32Array(buffer, begins.at, words + 1), list, place.at));
    tokens.fill(() => new Int32Array(buffer, tokens.at, words).set(layout.tensor(ids).data));
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        const from = x.offset + example * x.elements;
        const to = y.offset + 4 * example * y.elements;
        kernels.tokenize(
          ...([fn, from, x.elements, bytes, begins.at, words, tokens.at] as const),
          ...([unknown, padding, text, to, y.elements] as const),
        );
      }
    };
  };
};
