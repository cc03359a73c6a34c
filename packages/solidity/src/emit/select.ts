import type { NodeOf } from '@evm-ml/quantized-runtime';
import { broadcastStrides, elementCount, rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf } from '../context.ts';
import { int, nest, WORD } from '../yul.ts';

/** mask ? a : b, all three broadcast to the output. */
export const emitSelect: Emit<NodeOf<'select'>> = (node, { graph, at }) => {
  const { shape } = operandOf(graph, node.outputs[0]!);
  const strides = [
    ...node.inputs.map((input) => broadcastStrides(operandOf(graph, input).shape, shape)),
    rowMajorStrides(shape),
  ];
  const levels = shape.map((count, axis) => ({ count, steps: strides.map((steps) => WORD * steps[axis]!) }));
  const starts = [...node.inputs, ...node.outputs].map((value) => `${at(value)}`);
  return nest('x', starts, levels, ([mask, a, b, y]) => {
    return `let v := ${b}\nif mload(${mask}) { v := ${a} }\nmstore(${y}, mload(v))`;
  });
};

type Compare = NodeOf<'compare'>;

/** Yul for 1 where `v` compares with `c` as `fn` says. */
const COMPARE: Readonly<Record<Compare['fn'], (v: string, c: string) => string>> = {
  ne: (v, c) => `iszero(eq(${v}, ${c}))`,
  eq: (v, c) => `eq(${v}, ${c})`,
  gt: (v, c) => `sgt(${v}, ${c})`,
  ge: (v, c) => `iszero(slt(${v}, ${c}))`,
  lt: (v, c) => `slt(${v}, ${c})`,
  le: (v, c) => `iszero(sgt(${v}, ${c}))`,
};

/** Each element against a constant, or any or all of each row. */
export const emitCompare: Emit<Compare> = (node, { graph, at }) => {
  const { shape } = operandOf(graph, node.inputs[0]!);
  const length = node.reduceLast === 'none' ? 1 : shape.at(-1)!;
  const holds = (x: string) => COMPARE[node.fn](`mload(${x})`, int(node.constant));
  const starts = [node.inputs[0]!, node.outputs[0]!].map((value) => `${at(value)}`);
  const levels = [{ count: elementCount(shape) / length, steps: [WORD * length, WORD] }];
  return nest('x', starts, levels, ([x, y]) => {
    if (length === 1) return `mstore(${y}, ${holds(x!)})`;
    const [start, fold] = node.reduceLast === 'all' ? ['1', 'and'] : ['0', 'or'];
    return `let v := ${start}
for { let c := ${x} let end := add(c, ${WORD * length}) } lt(c, end) { c := add(c, ${WORD}) } {
v := ${fold}(v, ${holds('c')})
}
mstore(${y}, v)`;
  });
};
