import { elementCount } from '../../../graph/element-types.ts';
import type { BinaryNode, CompareNode, ReduceNode, UnaryFn } from '../../../graph/graph.ts';
import { cut, cutGiven } from '../build/cut-given.ts';
import type { GraphBuilder } from '../build/graph-builder.ts';
import { axesJoinedLast, reshape } from '../build/moving-ops.ts';
import { binary, compare, constant, reduce, scaleShift, select, unary } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { only, reads, type Settings } from '../settings.ts';
import { FUNCTION_OPERATIONS } from './function-operations.ts';
import { IMAGE_OPERATIONS } from './image-operations.ts';
import { INDEXING_OPERATIONS } from './indexing-operations.ts';
import { LINEAR_OPERATIONS } from './linear-operations.ts';
import { allOf, anyOf, toMask } from './masks.ts';
import { MOVING_OPERATIONS } from './moving-operations.ts';
import { axesOf, operandsOf, toNumbers, twoValues, unmasked } from './operands.ts';
import { operation, operationOn } from './operation.ts';
import { ORDERING_OPERATIONS } from './ordering-operations.ts';
import { ROUNDING_OPERATIONS } from './rounding-operations.ts';
import { SCAN_OPERATIONS } from './scan-operations.ts';

/**
 * Functions of keras.ops that a functional model recorded, by class name: arithmetic written with operators, and
 * the masks that Keras computes on the way.
 */

const arithmetic = (fn: BinaryNode['fn']): LayerType =>
  operationOn({}, (layer, call) => {
    const g = layer.graph;
    const [a, b] = twoValues(layer, call);
    if (g.type(a) === 'u8' && g.type(b) === 'u8') return unmasked(ofTruths(layer, fn, [a, b]));
    return unmasked(binary(g, fn, toNumbers(layer, a), toNumbers(layer, b)));
  });

/** Sums and maxima of truth values are truth values again, as in numpy. */
function ofTruths(layer: LayerContext, fn: BinaryNode['fn'], masks: readonly [number, number]): number {
  const g = layer.graph;
  if (fn === 'add' || fn === 'max') return anyOf(g, masks);
  if (fn === 'mul' || fn === 'min') return allOf(g, masks);
  if (fn === 'div') return binary(g, fn, toNumbers(layer, masks[0]), toNumbers(layer, masks[1]));
  throw layer.refuse('truth values have no difference');
}

const pointwise = (fn: UnaryFn): LayerType =>
  operation({}, (layer, call) => unmasked(unary(layer.graph, single(layer, call).value, fn)));

const logical = (join: (g: GraphBuilder, masks: readonly number[]) => number): LayerType =>
  operationOn({}, (layer, call) => {
    const g = layer.graph;
    return unmasked(
      join(
        g,
        twoValues(layer, call).map((value) => toMask(g, value)),
      ),
    );
  });

/** Against a number directly, against another value by their difference. */
const comparison = (fn: CompareNode['fn']): LayerType =>
  operationOn({}, (layer, call) => {
    const [first, second] = operandsOf(layer, call);
    if (first !== undefined && 'value' in first && second !== undefined && 'number' in second) {
      return unmasked(compare(layer.graph, first.value, fn, second.number));
    }
    const [a, b] = twoValues(layer, call);
    const difference = binary(layer.graph, 'sub', toNumbers(layer, a), toNumbers(layer, b));
    return unmasked(compare(layer.graph, difference, fn, 0));
  });

const reduction = (fn: ReduceNode['fn'], settings: Settings = {}): LayerType =>
  operation({ ...reads('axis', 'keepdims'), ...settings }, (layer, call) => {
    const value = toNumbers(layer, single(layer, call).value);
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

/** Passes its input on. */
const Unchanged = operation({}, (layer, call) => single(layer, call));

const ConvertToTensor = operation(
  {
    ...only('dtype', [null, 'float32'], 'it computes in float32 here'),
    ...only('sparse', [null, false], 'numbers come one by one: give it sparse=False'),
    ...only('ragged', [null, false], 'every tensor has one shape: give it ragged=False'),
  },
  (layer, call) => single(layer, call),
);

const LogicalNot = operation({}, (layer, call) =>
  unmasked(compare(layer.graph, single(layer, call).value, 'eq', 0)),
);

const isFloat = (dtype: string): boolean => /^(b?float|half)/.test(dtype);

/** Truth values become numbers, numbers truth values; numbers are cut to whole ones toward 0. */
const Cast = operation(reads('dtype'), (layer, call) => {
  const g = layer.graph;
  const { value } = single(layer, call);
  const target = layer.config.has('dtype') ? layer.config.string('dtype') : 'float32';
  if (target === 'bool') return unmasked(g.type(value) === 'u8' ? value : compare(g, value, 'ne', 0));
  if (g.type(value) !== 'u8') {
    if (g.type(value) === 'i32' || g.isCounted(value) || isFloat(target)) return unmasked(value);
    return unmasked(g.isGiven(value) ? cutGiven(g, value, target) : cut(g, value, target));
  }
  return unmasked(g.markCounted(toNumbers(layer, value)));
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

/** The same number everywhere. */
const FullLike = operation(only('dtype', [null, 'float32'], 'it computes in float32 here'), (layer, call) => {
  const [like, fill, ...others] = operandsOf(layer, call);
  if (like === undefined || !('value' in like) || others.length > 0)
    throw layer.refuse('it needs one tensor');
  if (fill === undefined || !('number' in fill)) throw layer.refuse('it fills with one number');
  const shape = layer.graph.shape(like.value);
  const data = new Float32Array(elementCount(shape)).fill(fill.number);
  return unmasked(constant(layer.graph, `${layer.label}/all`, shape, data));
});

const exclusiveOr = (g: GraphBuilder, [a, b]: readonly number[]): number =>
  select(g, a!, compare(g, b!, 'eq', 0), b!);

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
  Amax: reduction('max'),
  Amin: reduction('min'),
  Fmax: arithmetic('max'),
  Fmin: arithmetic('min'),
  Absolute: pointwise('abs'),
  Fabs: pointwise('abs'),
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
  LogicalXor: logical(exclusiveOr),
  LogicalNot,
  Any: logicalReduction('any'),
  All: logicalReduction('all'),
  ZerosLike: filled(0),
  OnesLike: filled(1),
  FullLike,
  Cast,
  Copy: Unchanged,
  ConvertToTensor,
  StopGradient: Unchanged,
  Negative,
  ...FUNCTION_OPERATIONS,
  ...IMAGE_OPERATIONS,
  ...INDEXING_OPERATIONS,
  ...LINEAR_OPERATIONS,
  ...MOVING_OPERATIONS,
  ...ORDERING_OPERATIONS,
  ...ROUNDING_OPERATIONS,
  ...SCAN_OPERATIONS,
};

export const OPERATIONS: Readonly<Record<string, LayerType>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, type]) => [`ops.${name}`, type]),
);
