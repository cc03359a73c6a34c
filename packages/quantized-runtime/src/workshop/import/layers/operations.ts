import { elementCount } from '../../../graph/element-types.ts';
import type { BinaryNode, CompareNode, ReduceNode, UnaryFn } from '../../../graph/graph.ts';
import { axesJoinedLast, reshape } from '../build/moving-ops.ts';
import { binary, compare, constant, matmul, reduce, scaleShift, select, unary } from '../build/ops.ts';
import { type LayerType, single } from '../context.ts';
import { only, reads, type Settings } from '../settings.ts';
import { FUNCTION_OPERATIONS } from './function-operations.ts';
import { INDEXING_OPERATIONS } from './indexing-operations.ts';
import { allOf, anyOf } from './masks.ts';
import { MOVING_OPERATIONS } from './moving-operations.ts';
import { axesOf, operandsOf, twoValues, unmasked } from './operands.ts';
import { operation } from './operation.ts';

/**
 * Functions of keras.ops that a functional model recorded, by class name: arithmetic written with operators, and
 * the masks that Keras computes on the way.
 */

const arithmetic = (fn: BinaryNode['fn']): LayerType =>
  operation({}, (layer, call) => unmasked(binary(layer.graph, fn, ...twoValues(layer, call))));

const pointwise = (fn: UnaryFn): LayerType =>
  operation({}, (layer, call) => unmasked(unary(layer.graph, single(layer, call).value, fn)));

const logical = (join: typeof allOf): LayerType =>
  operation({}, (layer, call) => unmasked(join(layer.graph, twoValues(layer, call))));

/** Against a number directly, against another value by their difference. */
const comparison = (fn: CompareNode['fn']): LayerType =>
  operation({}, (layer, call) => {
    const [first, second] = operandsOf(layer, call);
    if (first !== undefined && 'value' in first && second !== undefined && 'number' in second) {
      return unmasked(compare(layer.graph, first.value, fn, second.number));
    }
    const difference = binary(layer.graph, 'sub', ...twoValues(layer, call));
    return unmasked(compare(layer.graph, difference, fn, 0));
  });

const reduction = (fn: ReduceNode['fn'], settings: Settings = {}): LayerType =>
  operation({ ...reads('axis', 'keepdims'), ...settings }, (layer, call) => {
    const { value } = single(layer, call);
    const axes = axesOf(layer, value);
    return unmasked(reduce(layer.graph, value, fn, axes, layer.config.bool('keepdims', false)));
  });

/** Of truth values or numbers, over any axes. */
const logicalReduction = (reduceLast: 'any' | 'all'): LayerType =>
  operation(reads('axis', 'keepdims'), (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const shape = g.shape(value);
    const axes = axesOf(layer, value);
    const reduced = compare(g, axesJoinedLast(g, value, axes).value, 'ne', 0, reduceLast);
    const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return unmasked(layer.config.bool('keepdims', false) ? reshape(g, reduced, kept) : reduced);
  });

const LogicalNot = operation({}, (layer, call) =>
  unmasked(compare(layer.graph, single(layer, call).value, 'eq', 0)),
);

const isFloat = (dtype: string): boolean => /^(b?float|half)/.test(dtype);

/** Truth values become numbers, numbers truth values; no number is cut to a whole one. */
const Cast = operation(reads('dtype'), (layer, call) => {
  const g = layer.graph;
  const { value } = single(layer, call);
  const target = layer.config.has('dtype') ? layer.config.string('dtype') : 'float32';
  if (target === 'bool') return unmasked(g.type(value) === 'u8' ? value : compare(g, value, 'ne', 0));
  if (g.type(value) !== 'u8') {
    if (g.type(value) === 'i32' || isFloat(target)) return unmasked(value);
    throw layer.refuse(`numbers are not cut to ${target}: leave the cast out, or round before the network`);
  }
  const number = (x: number) => constant(g, `${layer.label}/${x}`, [1], Float32Array.of(x));
  return unmasked(select(g, value, number(1), number(0)));
});

/** As many numbers, or truth values, as its input has: all the same. */
const filled = (number: 0 | 1): LayerType =>
  operation(reads('dtype'), (layer, call) => {
    const { graph: g, config, label } = layer;
    const { value } = single(layer, call);
    const shape = g.shape(value);
    const all = constant(g, `${label}/all`, shape, new Float32Array(elementCount(shape)).fill(number));
    const isBoolean = config.has('dtype') ? config.string('dtype') === 'bool' : g.type(value) === 'u8';
    return unmasked(isBoolean ? compare(g, all, 'gt', 0) : all);
  });

const Matmul = operation({}, (layer, call) => unmasked(matmul(layer.graph, ...twoValues(layer, call))));

const Negative = operation({}, (layer, call) =>
  unmasked(scaleShift(layer.graph, single(layer, call).value, -1)),
);

const FROM_NOTHING = only('initial', [null], 'compare with ops.maximum or ops.minimum afterwards');

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
  Max: reduction('max', FROM_NOTHING),
  Min: reduction('min', FROM_NOTHING),
  Equal: comparison('eq'),
  NotEqual: comparison('ne'),
  Greater: comparison('gt'),
  GreaterEqual: comparison('ge'),
  Less: comparison('lt'),
  LessEqual: comparison('le'),
  LogicalOr: logical(anyOf),
  LogicalAnd: logical(allOf),
  LogicalNot,
  Any: logicalReduction('any'),
  All: logicalReduction('all'),
  ZerosLike: filled(0),
  OnesLike: filled(1),
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
