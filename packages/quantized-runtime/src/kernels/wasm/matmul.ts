import { broadcastStrides } from '../../graph/broadcast.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { MatmulNode } from '../../graph/graph.ts';
import { offsetsOf } from '../../graph/offsets.ts';
import type { Layout, Prepare } from '../kernel.ts';
import { whenAsked } from '../when-asked.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

const FIELDS = 15;

/** Shapes of one product, and the bytes at which the matrices of each leading index begin. */
export function productsOf(node: MatmulNode, layout: Layout) {
  const a = layout.operand(node.inputs[0]!);
  const b = layout.operand(node.inputs[1]!);
  const y = layout.operand(node.outputs[0]!);
  const { shape } = y.value;
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  const size = sizeOf(y);
  const lead = shape.slice(0, -2);
  const beginnings = (matrix: readonly number[]) => {
    const bytes = matrix.at(-1)! * matrix.at(-2)! * size;
    const strides = broadcastStrides(matrix.slice(0, -2), lead).map((stride) => stride * bytes);
    return whenAsked(() => offsetsOf(lead, strides));
  };
  return {
    ...{ a, b, y, rows, columns, size, products: elementCount(lead) },
    depth: a.value.shape.at(-1)!,
    left: beginnings(a.value.shape),
    right: beginnings(b.value.shape),
  };
}

/** Integer matrix products, leading axes broadcast. */
export const prepareMatmul: Prepare<WasmMachine, MatmulNode> = (node, layout) => {
  if (layout.graph.profile === 'f32') return null;
  const { a, b, y, rows, columns, depth, size, products, left, right } = productsOf(node, layout);
  const pairs = Math.ceil(depth / 2);
  const job = layout.reserve(FIELDS * 4);
  const row = layout.reserve(pairs * 4);
  const packed = layout.scratch(Math.ceil(columns / 8) * pairs * 32);
  const { mult, shift } = node.params;
  const fields = [
    ...[rows, columns, depth, node.transposeB ? 1 : columns, node.transposeB ? depth : 1, size],
    ...[a.value.zero, b.value.zero, layout.tensor(mult!).data[0]!, layout.tensor(shift!).data[0]!],
    ...[y.value.zero, y.low, y.high, row, packed],
  ];
  return ({ buffer, kernels: { matmul } }) => {
    new Int32Array(buffer, job, FIELDS).set(fields);
    return (batch) => {
      const [firsts, seconds] = [left(), right()];
      let to = y.offset;
      for (let example = 0; example < batch; example++) {
        const first = a.offset + example * a.elements * size;
        const second = b.offset + example * b.elements * size;
        for (let product = 0; product < products; product++) {
          matmul(job, first + firsts[product]!, second + seconds[product]!, to);
          to += rows * columns * size;
        }
      }
    };
  };
};
