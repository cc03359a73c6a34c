import type { SoftmaxNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { createBroadcast } from './broadcast.ts';
import type { WasmMachine } from './machine.ts';

/** Softmax and its logarithm in binary32, with or without a mask. */
export const prepareFloatSoftmax: Prepare<WasmMachine, SoftmaxNode> = (node, layout) => {
  if (layout.graph.profile !== 'f32') return null;
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { shape } = x.value;
  const length = shape.at(-1)!;
  const rows = x.elements / length;
  const masks = node.inputs.slice(1).map((value) => layout.operand(value));
  const spread = createBroadcast(layout, masks, shape);
  const log = node.log ? 1 : 0;
  return (machine) => {
    const { softmaxF32 } = machine.kernels;
    const [mask] = spread.bind(machine);
    if (mask === undefined) {
      return (batch) => softmaxF32(x.offset, 0, y.offset, batch * rows, length, log);
    }
    return (batch) => {
      for (let b = 0; b < batch; b++) {
        const step = b * x.elements * 4;
        softmaxF32(x.offset + step, mask(b), y.offset + step, rows, length, log);
      }
    };
  };
};
