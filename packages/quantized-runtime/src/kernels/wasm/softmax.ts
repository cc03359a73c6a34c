import type { SoftmaxNode } from '../../graph/graph.ts';
import { SOFTMAX_OUTPUT } from '../../graph/operators/softmax.ts';
import type { Layout, Prepare } from '../kernel.ts';
import { createBroadcast } from './broadcast.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

/** What both integer kernels need: operands, rows, and the table of exponentials with its room. */
function integerRows(node: SoftmaxNode, layout: Layout) {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { data } = layout.tensor(node.params.table!);
  const length = x.value.shape.at(-1)!;
  const table = layout.reserve(data.length * 4);
  const fillTable = (buffer: ArrayBuffer): void => new Int32Array(buffer, table, data.length).set(data);
  return {
    ...{ x, y, length, rows: x.elements / length, size: sizeOf(x), table, fillTable },
    ...SOFTMAX_OUTPUT[y.value.type === 'i8' ? 'a8' : 'a16'],
  };
}

/** Integer softmax without a mask. */
export const prepareSoftmax: Prepare<WasmMachine, SoftmaxNode> = (node, layout) => {
  if (layout.graph.profile === 'f32' || node.inputs.length > 1) return null;
  const { x, y, rows, length, size, table, fillTable, full, zero } = integerRows(node, layout);
  const scratch = layout.scratch(length * 4);
  return ({ buffer, kernels: { softmax } }) => {
    fillTable(buffer);
    return (batch) => softmax(x.offset, y.offset, batch * rows, length, size, table, scratch, full, zero);
  };
};

/** Integer softmax under a mask. */
export const prepareMaskedSoftmax: Prepare<WasmMachine, SoftmaxNode> = (node, layout) => {
  if (layout.graph.profile === 'f32' || node.inputs.length < 2) return null;
  const { x, y, rows, length, size, table, fillTable, full, zero } = integerRows(node, layout);
  const mask = createBroadcast(layout, [layout.operand(node.inputs[1]!)], x.value.shape, length * 4);
  return (machine) => {
    fillTable(machine.buffer);
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
