import type { NodeOf } from '@evm-ml/quantized-runtime';
import { broadcastStrides, rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf, outOf, requantsOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { int, nest, WORD } from '../yul.ts';

/** Sum of (a - first) (b - second) over numbers that lie a word, or `down` bytes, apart. Exact, as the rule wants. */
const DOT = `
function dot(a, end, b, down, first, second) -> s {
    for {} lt(a, end) {} {
        s := add(s, mul(sub(mload(a), first), sub(mload(b), second)))
        a := add(a, 32)
        b := add(b, down)
    }
}`;

/** a [..., M, K] · b [..., K, N] (or [..., N, K]) -> [..., M, N]; leading axes broadcast. */
export const emitMatmul: Emit<NodeOf<'matmul'>> = (node, context) => {
  const { graph } = context;
  const [a, b] = node.inputs.map((input) => operandOf(graph, input)) as [
    ReturnType<typeof operandOf>,
    ReturnType<typeof operandOf>,
  ];
  const output = operandOf(graph, node.outputs[0]!);
  const lead = output.shape.slice(0, -2);
  const depth = a.shape.at(-1)!;
  const columns = output.shape.at(-1)!;
  const [down, across] = node.transposeB ? [1, depth] : [columns, 1];
  const leading = (shape: readonly number[]) =>
    broadcastStrides(shape.slice(0, -2), lead).map((stride) => stride * shape.at(-1)! * shape.at(-2)!);
  const [left, right, to] = [leading(a.shape), leading(b.shape), rowMajorStrides(output.shape)];
  const levels = [
    ...lead.map((count, axis) => ({
      count,
      steps: [left[axis]!, right[axis]!, to[axis]!].map((step) => WORD * step),
    })),
    { count: output.shape.at(-2)!, steps: [WORD * depth, 0, WORD * columns] },
    { count: columns, steps: [0, WORD * across, WORD] },
  ];
  context.helper('dot', DOT, 6);
  const starts = [...node.inputs, ...node.outputs].map((value) => `${context.at(value)}`);
  return nest('x', starts, levels, ([x1, x2, y]) => {
    const sum = `dot(${x1}, add(${x1}, ${WORD * depth}), ${x2}, ${WORD * down}, ${int(a.zero)}, ${int(b.zero)})`;
    const rounded = requantize(context, sum, `${requantsOf(graph, node.params)[0]}`);
    return `mstore(${y}, ${out(context, rounded, outOf(output, node))})`;
  });
};
