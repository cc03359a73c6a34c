import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount, rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf } from '../context.ts';
import { fill } from '../helpers.ts';
import { nest, WORD } from '../yul.ts';

/** Copies `shape` elements; strides and starts are in elements, from a value to another. */
function copy(
  context: Emission,
  shape: readonly number[],
  from: { readonly value: number; readonly first: number; readonly strides: readonly number[] },
  to: { readonly value: number; readonly first: number; readonly strides: readonly number[] },
): string {
  const starts = [from, to].map(({ value, first }) => `${context.at(value) + WORD * first}`);
  const levels = shape.map((count, axis) => ({
    count,
    steps: [WORD * from.strides[axis]!, WORD * to.strides[axis]!],
  }));
  const last = shape.length - 1;
  const contiguous = last >= 0 && from.strides[last] === 1 && to.strides[last] === 1;
  return nest('x', starts, contiguous ? levels.slice(0, -1) : levels, ([x, y]) =>
    contiguous ? `mcopy(${y}, ${x}, ${WORD * shape[last]!})` : `mstore(${y}, mload(${x}))`,
  );
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, n, i) => sum + n * b[i]!, 0);

/** A reshape has its input's memory: nothing happens. */
export const emitReshape: Emit<NodeOf<'reshape'>> = () => '';

export const emitPad: Emit<NodeOf<'pad'>> = (node, context) => {
  const [value, output] = [node.inputs[0]!, node.outputs[0]!];
  const { shape } = operandOf(context.graph, value);
  const target = operandOf(context.graph, output).shape;
  const strides = rowMajorStrides(target);
  const first = dot(
    node.padding.map(([before]) => before),
    strides,
  );
  const inner = copy(
    context,
    shape,
    { value, first: 0, strides: rowMajorStrides(shape) },
    { value: output, first, strides },
  );
  return `${fill(context, context.at(output), WORD * elementCount(target), node.fill)}\n${inner}`;
};

export const emitConcat: Emit<NodeOf<'concat'>> = (node, context) => {
  const output = node.outputs[0]!;
  const strides = rowMajorStrides(operandOf(context.graph, output).shape);
  let position = 0;
  const copies = node.inputs.map((value) => {
    const { shape } = operandOf(context.graph, value);
    const first = position * strides[node.axis]!;
    position += shape[node.axis]!;
    return copy(
      context,
      shape,
      { value, first: 0, strides: rowMajorStrides(shape) },
      { value: output, first, strides },
    );
  });
  return copies.join('\n');
};

export const emitTranspose: Emit<NodeOf<'transpose'>> = (node, context) => {
  const [value, output] = [node.inputs[0]!, node.outputs[0]!];
  const from = rowMajorStrides(operandOf(context.graph, value).shape);
  const { shape } = operandOf(context.graph, output);
  return copy(
    context,
    shape,
    { value, first: 0, strides: node.perm.map((axis) => from[axis]!) },
    { value: output, first: 0, strides: rowMajorStrides(shape) },
  );
};

export const emitSlice: Emit<NodeOf<'slice'>> = (node, context) => {
  const [value, output] = [node.inputs[0]!, node.outputs[0]!];
  const from = rowMajorStrides(operandOf(context.graph, value).shape);
  return copy(
    context,
    node.size,
    {
      value,
      first: dot(node.begin, from),
      strides: from.map((stride, axis) => stride * node.strides[axis]!),
    },
    { value: output, first: 0, strides: rowMajorStrides(node.size) },
  );
};

/** The whole value, `repeats` times along each axis. */
export const emitTile: Emit<NodeOf<'tile'>> = (node, context) => {
  const [value, output] = [node.inputs[0]!, node.outputs[0]!];
  const { shape } = operandOf(context.graph, value);
  const from = rowMajorStrides(shape);
  const to = rowMajorStrides(operandOf(context.graph, output).shape);
  return copy(
    context,
    shape.flatMap((size, axis) => [node.repeats[axis]!, size]),
    { value, first: 0, strides: from.flatMap((stride) => [0, stride]) },
    { value: output, first: 0, strides: to.flatMap((stride, axis) => [stride * shape[axis]!, stride]) },
  );
};
