import type { DenseNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { createProduct } from './create-product.ts';
import { operandBytes } from './job.ts';
import type { WasmMachine } from './machine.ts';

/** x (rows, K) -> y (rows, N): one product row for each row of every example. */
export const prepareDense: Prepare<WasmMachine, DenseNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const [length, channels] = layout.tensor(node.params.kernel).shape as readonly [number, number];
  const rows = x.elements / length;
  const window = {
    tensor: node.params.kernel,
    segments: 1,
    offsets: () => [0],
    length,
    width: 1,
    xColumn: 0,
    xRow: length * operandBytes(x),
    first: 0,
    channels,
    groups: 1,
  };
  const product = createProduct(layout, node, window, y);
  const from = x.offset;
  const to = y.offset;
  const job = product.job(0);

  if (x.value.type !== 'i8') {
    return (machine) => {
      product.fill(machine);
      const gemm = machine.kernels[product.kernel];
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
