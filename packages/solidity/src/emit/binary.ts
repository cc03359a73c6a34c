import type { NodeOf } from '@evm-ml/quantized-runtime';
import { broadcastStrides, rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, tensorOf } from '../context.ts';
import { clampTo, out, requantize } from '../helpers.ts';
import { SolidityError } from '../solidity-error.ts';
import { int, nest, WORD } from '../yul.ts';

type Binary = NodeOf<'binary'>;

/** The result as an expression of `a` and `b`. */
type Combine = (node: Binary, context: Emission) => string;

function centred(name: string, zero: number): string {
  return zero === 0 ? name : `add(${name}, ${int(-zero)})`;
}

/** Rule N6: one shared shift, one rounding. */
function weighted(operation: 'add' | 'sub'): Combine {
  return (node, context) => {
    const { graph } = context;
    const [first, second] = node.inputs.map((input) => operandOf(graph, input).zero) as [number, number];
    const { data: mult } = tensorOf(graph, node.params.mult!);
    const shift = tensorOf(graph, node.params.shift!).data[0]!;
    const terms = `${operation}(mul(${centred('a', first)}, ${mult[0]}), mul(${centred('b', second)}, ${mult[1]}))`;
    const rounded = `sar(${shift}, add(${terms}, ${2n ** BigInt(shift - 1)}))`;
    return out(context, rounded, outOf(operandOf(graph, node.outputs[0]!), node));
  };
}

/** Rule N7. */
const product: Combine = (node, context) => {
  const { graph } = context;
  const [first, second] = node.inputs.map((input) => operandOf(graph, input).zero) as [number, number];
  const requant =
    tensorOf(graph, node.params.mult!).data[0]! * 256 + tensorOf(graph, node.params.shift!).data[0]!;
  const value = `mul(${centred('a', first)}, ${centred('b', second)})`;
  return out(
    context,
    requantize(context, value, `${requant}`),
    outOf(operandOf(graph, node.outputs[0]!), node),
  );
};

/** The larger or smaller; scales and zeros are equal. */
function chosen(name: 'max' | 'min', comparison: 'sgt' | 'slt'): Combine {
  return (node, context) => {
    context.helper(
      name,
      `
function ${name}(a, b) -> v {
    v := b
    if ${comparison}(a, b) { v := a }
}`,
    );
    const { low, high } = outOf(operandOf(context.graph, node.outputs[0]!), node);
    return clampTo(context, `${name}(a, b)`, low, high);
  };
}

const COMBINE: Readonly<Record<Exclude<Binary['fn'], 'div'>, Combine>> = {
  add: weighted('add'),
  sub: weighted('sub'),
  mul: product,
  max: chosen('max', 'sgt'),
  min: chosen('min', 'slt'),
};

/** Elementwise over two inputs that broadcast to the output. */
export const emitBinary: Emit<Binary> = (node, context) => {
  if (node.fn === 'div') throw new SolidityError(`Layer "${node.layer}" divides; integer networks cannot.`);
  const { graph } = context;
  const { shape } = operandOf(graph, node.outputs[0]!);
  const strides = [
    ...node.inputs.map((input) => broadcastStrides(operandOf(graph, input).shape, shape)),
    rowMajorStrides(shape),
  ];
  const levels = shape.map((count, axis) => ({ count, steps: strides.map((steps) => WORD * steps[axis]!) }));
  const starts = [...node.inputs, ...node.outputs].map((value) => `${context.at(value)}`);
  const combined = COMBINE[node.fn](node, context);
  return nest('x', starts, levels, ([x1, x2, y]) => {
    return `let a := mload(${x1})\nlet b := mload(${x2})\nmstore(${y}, ${combined})`;
  });
};
