import type { DenseNode } from '../../graph/graph.ts';
import type { Prepare } from '../../plan/kernel.ts';
import type { WasmMachine } from './machine.ts';
import { reserveProduct } from './product.ts';
import { weightsOf } from './weights-of.ts';

/** x (rows, K) int16 or int8 -> y (rows, N): one product row for each row of every example. */
export const prepareDense: Prepare<WasmMachine, DenseNode> = (node, layout) => {
  const weights = weightsOf(node, layout);
  if (weights === null) return null;
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const channels = weights.kernel.shape.at(-1)!;
  const length = weights.kernel.data.length / channels;
  const rows = x.elements / length;
  const window = { offsets: [0], length, width: 1, xColumn: 0, xRow: length * 2, first: 0, channels };
  const product = reserveProduct(layout, weights, window, y);
  const from = x.offset;
  const to = y.offset;
  const { job } = product;

  if (x.value.type === 'i16') {
    return (machine) => {
      product.fill(machine);
      const { gemm } = machine.kernels;
      return (batch) => gemm(job, from, to, batch * rows);
    };
  }
  const wide = layout.scratch(layout.capacity * x.elements * 2 + 16);
  return (machine) => {
    product.fill(machine);
    const { gemm, widen } = machine.kernels;
    return (batch) => {
      widen(from, wide, batch * x.elements, 1);
      gemm(job, wide, to, batch * rows);
    };
  };
};
