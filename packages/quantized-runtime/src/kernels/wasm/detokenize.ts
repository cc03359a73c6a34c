import type { DetokenizeNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import type { WasmMachine } from './machine.ts';

/** Tokens become a text. */
export const prepareDetokenize: Prepare<WasmMachine, DetokenizeNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const [pieces, ends] = [node.params.pieces, node.params.ends];
  const [data, places] = [layout.tensor(pieces).data, layout.tensor(ends).data];
  const place = layout.share({ form: `${pieces}: as it is`, bytes: data.length });
  const form = `${pieces}: where pieces of ${ends} begin`;
  const begins = layout.share({ form, bytes: 4 * (places.length + 1) });
  const isSpaced = node.fn === 'words' ? 1 : 0;
  return ({ buffer, kernels }) => {
    place.fill(() => new Uint8Array(buffer, place.at, data.length).set(data));
    begins.fill(() => {
      const list = new Uint32Array(buffer, begins.at, places.length + 1);
      list[0] = place.at;
      for (let i = 0; i < places.length; i++) list[i + 1] = place.at + places[i]!;
    });
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        const from = x.offset + 4 * example * x.elements;
        const to = y.offset + example * y.elements;
        kernels.detokenize(isSpaced, from, x.elements, begins.at, node.stop, to, y.elements);
      }
    };
  };
};
