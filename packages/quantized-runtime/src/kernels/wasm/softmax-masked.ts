import type { SoftmaxNode } from '../../graph/graph.ts';
import { SOFTMAX_OUTPUT } from '../../graph/operators/softmax.ts';
import type { Prepare } from '../kernel.ts';
import { createBroadcast } from './broadcast.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

/** Integer softmax under a mask. */
export const prepareMaskedSoftmax: Prepare<WasmMachine, SoftmaxNode> = (node, layout) => {
  if (layout.graph.profile === 'f32' || node.inputs.length < 2) return null;
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { data } = layout.tensor(node.params.table!);
  const { full, zero } = SOFTMAX_OUTPUT[layout.graph.profile];
  const length = x.value.shape.at(-1)!;
  const rows = x.elements / length;
  const size = sizeOf(x);
  const table = layout.reserve(data.length * 4);
  const mask = createBroadcast(layout, [layout.operand(node.inputs[1]!)], x.value.shape, length * 4);
  return (machine) => {
    new Int32Array(machine.buffer, table, data.length).set(data);
    const { softmaxMasked } = machine.kernels;
    const [place] = mask.bind(machine);
    return (batch) => {
      for (let b = 0; b < batch; b++) {
        const [from, to] = [x.offset + b * x.elements * size, y.offset + b * y.elements * size];
        softmaxMasked(from, place!(b), to, rows, length, size, table, mask.extra, full, zero);
      }
    };
  };
};
