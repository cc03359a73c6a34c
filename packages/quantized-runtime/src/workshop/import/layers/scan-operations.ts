import { concat, pad, reshape, sliceAxis } from '../build/moving-ops.ts';
import { binary } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { only, reads } from '../settings.ts';
import { axesOf, axisOf, toNumbers, unmasked } from './operands.ts';
import { operation } from './operation.ts';

/** Functions of keras.ops that go along an axis: running sums and products, products of all, differences. */

const FLOATS = only('dtype', [null, 'float32'], 'it computes in float32 here');

/** Every element and all before it, joined: after each round reach twice as many. */
const running = (fn: 'add' | 'mul'): LayerType =>
  operation({ ...reads('axis'), ...FLOATS }, (layer, call) => {
    const g = layer.graph;
    const value = toNumbers(layer, single(layer, call).value);
    const axis = axisOf(layer, value);
    const length = g.shape(value)[axis]!;
    let joined = value;
    for (let reach = 1; reach < length; reach *= 2) {
      const padding = g.shape(value).map((_, i): [number, number] => (i === axis ? [reach, 0] : [0, 0]));
      const before = pad(g, sliceAxis(g, joined, axis, 0, length - reach), padding, fn === 'add' ? 0 : 1);
      joined = binary(g, fn, joined, before);
    }
    return unmasked(joined);
  });

/** The product over axes, by halves. */
const Prod = operation({ ...reads('axis', 'keepdims'), ...FLOATS }, (layer, call) => {
  const g = layer.graph;
  const value = toNumbers(layer, single(layer, call).value);
  const axes = axesOf(layer, value);
  const product = axes.reduce((x, axis) => productAlong(layer, x, axis), value);
  if (layer.config.bool('keepdims', false)) return unmasked(product);
  const rest = g.shape(product).filter((_, axis) => !axes.includes(axis));
  return unmasked(reshape(g, product, rest));
});

function productAlong(layer: LayerContext, x: number, axis: number): number {
  const g = layer.graph;
  const length = g.shape(x)[axis]!;
  if (length === 1) return x;
  const half = Math.floor(length / 2);
  const halves = binary(g, 'mul', sliceAxis(g, x, axis, 0, half), sliceAxis(g, x, axis, half, half));
  const odd = length % 2 === 1 ? [sliceAxis(g, x, axis, length - 1, 1)] : [];
  return productAlong(layer, concat(g, [halves, ...odd], axis), axis);
}

/** Each element less the one before it, n times. */
const Diff = operation(reads('n', 'axis'), (layer, call) => {
  const g = layer.graph;
  let value = toNumbers(layer, single(layer, call).value);
  const axis = axisOf(layer, value);
  const times = layer.config.int('n', 1);
  if (times < 1 || times >= g.shape(value)[axis]!) throw layer.refuse('nothing is left of its axis');
  for (let round = 0; round < times; round++) {
    const left = g.shape(value)[axis]! - 1;
    value = binary(g, 'sub', sliceAxis(g, value, axis, 1, left), sliceAxis(g, value, axis, 0, left));
  }
  return unmasked(value);
});

export const SCAN_OPERATIONS: Readonly<Record<string, LayerType>> = {
  Cumsum: running('add'),
  Cumprod: running('mul'),
  Prod,
  Diff,
};
