import type { BinaryNode, CompareNode, ReduceNode, UnaryFn } from '../../../graph/graph.ts';
import { binary, compare, constant, matmul, reduce, scaleShift, select, unary } from '../build/ops.ts';
import { type LayerType, single } from '../context.ts';
import { FUNCTION_OPERATIONS } from './function-operations.ts';
import { INDEXING_OPERATIONS } from './indexing-operations.ts';
import { allOf, anyOf } from './masks.ts';
import { MOVING_OPERATIONS } from './moving-operations.ts';
import { axesOf, operandsOf, twoValues, unmasked } from './operands.ts';

/**
 * Functions of keras.ops that a functional model recorded, by class name: arithmetic written with operators, and
 * the masks that Keras computes on the way.
 */

const arithmetic = (fn: BinaryNode['fn']): LayerType => ({
  lower: (layer, call) => unmasked(binary(layer.graph, fn, ...twoValues(layer, call))),
});

const pointwise = (fn: UnaryFn): LayerType => ({
  lower: (layer, call) => unmasked(unary(layer.graph, single(layer, call).value, fn)),
});

const logical = (join: typeof allOf): LayerType => ({
  lower: (layer, call) => unmasked(join(layer.graph, twoValues(layer, call))),
});

/** Against a number directly, against another value by their difference. */
const comparison = (fn: CompareNode['fn']): LayerType => ({
  lower: (layer, call) => {
    const [first, second] = operandsOf(layer, call);
    if (first !== undefined && 'value' in first && second !== undefined && 'number' in second) {
      return unmasked(compare(layer.graph, first.value, fn, second.number));
    }
    const difference = binary(layer.graph, 'sub', ...twoValues(layer, call));
    return unmasked(compare(layer.graph, difference, fn, 0));
  },
});

const reduction = (fn: ReduceNode['fn']): LayerType => ({
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const axes = axesOf(layer, value);
    return unmasked(reduce(layer.graph, value, fn, axes, layer.config.bool('keepdims', false)));
  },
});

/** Of truth values, over the last axis. */
const Any: LayerType = {
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const [axis] = axesOf(layer, value);
    if (axis !== layer.graph.shape(value).length - 1) throw layer.refuse('it is not over the last axis');
    return unmasked(compare(layer.graph, value, 'ne', 0, 'any'));
  },
};

const LogicalNot: LayerType = {
  lower: (layer, call) => unmasked(compare(layer.graph, single(layer, call).value, 'eq', 0)),
};

/** Truth values become numbers; numbers stay what they are. */
const Cast: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const target = layer.config.has('dtype') ? layer.config.string('dtype') : 'float32';
    if (g.type(value) !== 'u8' || target === 'bool') return unmasked(value);
    const number = (x: number) => constant(g, `${layer.label}/${x}`, [1], Float32Array.of(x));
    return unmasked(select(g, value, number(1), number(0)));
  },
};

const Matmul: LayerType = {
  lower: (layer, call) => unmasked(matmul(layer.graph, ...twoValues(layer, call))),
};

const Negative: LayerType = {
  lower: (layer, call) => unmasked(scaleShift(layer.graph, single(layer, call).value, -1)),
};

const TABLE: Readonly<Record<string, LayerType>> = {
  Add: arithmetic('add'),
  Subtract: arithmetic('sub'),
  Multiply: arithmetic('mul'),
  TrueDivide: arithmetic('div'),
  Divide: arithmetic('div'),
  Maximum: arithmetic('max'),
  Minimum: arithmetic('min'),
  Absolute: pointwise('abs'),
  Exp: pointwise('exp'),
  Log: pointwise('log'),
  Log1p: pointwise('log1p'),
  Expm1: pointwise('expm1'),
  Sqrt: pointwise('sqrt'),
  Rsqrt: pointwise('rsqrt'),
  Square: pointwise('square'),
  Tanh: pointwise('tanh'),
  Sigmoid: pointwise('sigmoid'),
  Relu: pointwise('relu'),
  Relu6: pointwise('relu6'),
  Silu: pointwise('silu'),
  Softplus: pointwise('softplus'),
  Erf: pointwise('erf'),
  Sign: pointwise('sign'),
  Sum: reduction('sum'),
  Mean: reduction('mean'),
  Max: reduction('max'),
  Min: reduction('min'),
  Equal: comparison('eq'),
  NotEqual: comparison('ne'),
  Greater: comparison('gt'),
  GreaterEqual: comparison('ge'),
  Less: comparison('lt'),
  LessEqual: comparison('le'),
  LogicalOr: logical(anyOf),
  LogicalAnd: logical(allOf),
  LogicalNot,
  Any,
  Cast,
  Matmul,
  Negative,
  ...FUNCTION_OPERATIONS,
  ...INDEXING_OPERATIONS,
  ...MOVING_OPERATIONS,
};

export const OPERATIONS: Readonly<Record<string, LayerType>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, type]) => [`ops.${name}`, type]),
);
