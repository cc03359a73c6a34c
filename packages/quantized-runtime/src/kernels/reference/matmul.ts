import { broadcastStrides } from '../../graph/broadcast.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { NodeOf } from '../../graph/graph.ts';
import { offsetsOf } from '../../graph/offsets.ts';
import { requantizeWide } from '../../numerics/requantize.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { createFloatOut, createOut, dataOf, operandsOf } from './views.ts';

type Matmul = NodeOf<'matmul'>;

/** Shapes of one product, and where the matrices of each leading index begin. */
function layOutProducts(node: Matmul, layout: Layout) {
  const [a, b] = node.inputs.map((value) => layout.operand(value).value.shape);
  const { shape } = layout.operand(node.outputs[0]!).value;
  const lead = shape.slice(0, -2);
  const [rows, columns, depth] = [shape.at(-2)!, shape.at(-1)!, a!.at(-1)!];
  const begins = (matrix: readonly number[]): Int32Array => {
    const size = matrix.at(-1)! * matrix.at(-2)!;
    const strides = broadcastStrides(matrix.slice(0, -2), lead).map((stride) => stride * size);
    return offsetsOf(lead, strides);
  };
  return { rows, columns, depth, products: elementCount(lead), left: begins(a!), right: begins(b!) };
}

/** Writes an element from its exact sum (integers) or its binary32 sum. */
function createWrite(node: Matmul, layout: Layout, machine: Machine): (index: number, sum: number) => void {
  const { output, view } = operandsOf(node, layout);
  const y = view(output, machine);
  if (output.value.type === 'f32') return createFloatOut(y, node);
  const [mult] = dataOf(layout, node.params.mult!);
  const [shift] = dataOf(layout, node.params.shift!);
  const out = createOut(output);
  return (index, sum) => {
    y[index] = out(requantizeWide(sum, mult!, shift!));
  };
}

/** a (..., M, K) · b (..., K, N) -> (..., M, N). Integer sums reach 2^46: exact in binary64. */
export const matmul: Prepare<Machine, Matmul> = (node, layout): Bind<Machine> => {
  const { inputs, output, view } = operandsOf(node, layout);
  const [a, b] = inputs;
  const { rows, columns, depth, products, left, right } = layOutProducts(node, layout);
  const float = output.value.type === 'f32';
  const [leftZero, rightZero] = [a!.value.zero, b!.value.zero];
  const [down, across] = node.transposeB ? [1, depth] : [columns, 1];
  return (machine) => {
    const x = view(a!, machine);
    const w = view(b!, machine);
    const write = createWrite(node, layout, machine);
    const dot = (first: number, second: number): number => {
      let sum = 0;
      for (let k = 0; k < depth; k++) {
        const product = (x[first + k]! - leftZero) * (w[second + k * down]! - rightZero);
        sum = float ? Math.fround(sum + Math.fround(product)) : sum + product;
      }
      return sum;
    };
    return (batch) => {
      let index = 0;
      for (let example = 0; example < batch; example++) {
        for (let product = 0; product < products; product++) {
          const first = example * a!.elements + left[product]!;
          const second = example * b!.elements + right[product]!;
          for (let m = 0; m < rows; m++) {
            for (let n = 0; n < columns; n++) write(index++, dot(first + m * depth, second + n * across));
          }
        }
      }
    };
  };
};
