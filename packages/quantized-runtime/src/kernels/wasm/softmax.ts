import type { SoftmaxNode } from '../../graph/graph.ts';
import { SOFTMAX_OUTPUT } from '../../graph/operators/softmax.ts';
import type { Prepare } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

/** Integer softmax without a mask; masks and f32 are left to the reference kernel. */
export const prepareSoftmax: Prepare<WasmMachine, SoftmaxNode> = (node, layout) => {
  if (layout.graph.profile === 'f32' || node.inputs.length > 1) return null;
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { data } = layout.tensor(node.params.table!);
  const { full, zero } = SOFTMAX_OUTPUT[layout.graph.profile];
  const length = x.value.shape.at(-1)!;
  const rows = x.elements / length;
  const size = sizeOf(x);
  const table = layout.reserve(data.length * 4);
  const scratch = layout.scratch(length * 4);
  return ({ buffer, kernels: { softmax } }) => {
    new Int32Array(buffer, table, data.length).set(data);
    return (batch) => softmax(x.offset, y.offset, batch * rows, length, size, table, scratch, full, zero);
  };
};
