import { alongLast, reshape, sliceAxis } from '../build/moving-ops.ts';
import { binary, compare, constant, reduce, scaleShift, select, unary } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { noEffect, reads } from '../settings.ts';
import { axisOf, toNumbers, unmasked } from './operands.ts';
import { operation } from './operation.ts';

/**
 * Functions of keras.ops that order elements. Every element's rank is counted by comparing it with all others, which takes the
 * square of an axis's length: the answer has the same bits whatever the numbers are.
 */

/** The longest axis that is ordered. */
const LONGEST = 512;

const numbers = (
  layer: LayerContext,
  name: string,
  data: readonly number[],
  shape: readonly number[],
): number => constant(layer.graph, `${layer.label}/${name}`, shape, Float32Array.from(data));

const oneNumber = (layer: LayerContext, x: number): number => numbers(layer, `number_${x}`, [x], [1]);

const upTo = (n: number): number[] => [...Array(n).keys()];

/** The length of the last axis. */
function lengthOf(layer: LayerContext, x: number): number {
  const n = layer.graph.shape(x).at(-1)!;
  if (n <= LONGEST) return n;
  throw layer.refuse(`it orders an axis of ${n} elements; up to ${LONGEST} can be ordered`);
}

/** How many elements of the last axis [..., n] come before each in rising (or falling) order; equals by index. */
function ranks(layer: LayerContext, x: number, order: 'rising' | 'falling'): number {
  const g = layer.graph;
  const n = lengthOf(layer, x);
  const lead = g.shape(x).slice(0, -1);
  const own = reshape(g, x, [...lead, n, 1]);
  const other = reshape(g, x, [...lead, 1, n]);
  const ahead = order === 'rising' ? binary(g, 'sub', own, other) : binary(g, 'sub', other, own);
  const earlier = upTo(n * n).map((k) => (k % n < Math.floor(k / n) ? 1 : 0));
  const ties = select(
    g,
    compare(g, ahead, 'eq', 0),
    numbers(layer, 'earlier', earlier, [n, n]),
    oneNumber(layer, 0),
  );
  return reduce(g, select(g, compare(g, ahead, 'gt', 0), oneNumber(layer, 1), ties), 'sum', [
    lead.length + 1,
  ]);
}

/** [..., k]: what `x` (or the index of each element) is at the first k places of the order. */
function atPlaces(layer: LayerContext, x: number | 'index', order: number, k: number): number {
  const g = layer.graph;
  const shape = g.shape(order);
  const [n, lead] = [shape.at(-1)!, shape.slice(0, -1)];
  const place = binary(
    g,
    'sub',
    reshape(g, order, [...lead, 1, n]),
    numbers(layer, `places_${k}`, upTo(k), [k, 1]),
  );
  const what = x === 'index' ? numbers(layer, 'indices', upTo(n), [1, n]) : reshape(g, x, [...lead, 1, n]);
  // Half a place of room: integers hold places nearly.
  const isThere = compare(g, unary(g, place, 'abs'), 'lt', 0.5);
  return reduce(g, select(g, isThere, what, oneNumber(layer, 0)), 'sum', [lead.length + 1]);
}

const TopK = operation(
  { ...reads('k'), ...noEffect('the order is kept in any case', 'sorted') },
  (layer, call) => {
    const x = toNumbers(layer, single(layer, call).value);
    const k = layer.config.int('k');
    if (layer.graph.shape(x).length === 0) throw layer.refuse('it orders the batch');
    if (k < 1 || k > lengthOf(layer, x))
      throw layer.refuse(`it takes the first ${k} of ${lengthOf(layer, x)} elements`);
    const order = ranks(layer, x, 'falling');
    return [
      unmasked(atPlaces(layer, x, order, k)),
      unmasked(layer.graph.markCounted(atPlaces(layer, 'index', order, k))),
    ];
  },
);

const sorting = (what: 'value' | 'index'): LayerType =>
  operation(reads('axis'), (layer, call) => {
    const value = toNumbers(layer, single(layer, call).value);
    const sorted = alongLast(layer.graph, value, axisOf(layer, value), (x) => {
      const order = ranks(layer, x, 'rising');
      return atPlaces(layer, what === 'value' ? x : 'index', order, lengthOf(layer, x));
    });
    return unmasked(what === 'value' ? sorted : layer.graph.markCounted(sorted));
  });

/** The mean of the two in the middle. */
const Median = operation(reads('axis', 'keepdims'), (layer, call) => {
  const g = layer.graph;
  const value = toNumbers(layer, single(layer, call).value);
  const axis = axisOf(layer, value);
  const middle = alongLast(g, value, axis, (x) => {
    const n = lengthOf(layer, x);
    const last = g.shape(x).length - 1;
    const sorted = atPlaces(layer, x, ranks(layer, x, 'rising'), Math.floor(n / 2) + 1);
    const begin = Math.ceil(n / 2) - 1;
    return reduce(g, sliceAxis(g, sorted, last, begin, Math.floor(n / 2) + 1 - begin), 'mean', [last], true);
  });
  return unmasked(layer.config.bool('keepdims', false) ? middle : withoutAxis(layer, middle, axis));
});

/** The index of the first element that is largest (or smallest): n - the most of (n - index) among those. */
const argOf = (fn: 'max' | 'min'): LayerType =>
  operation(reads('axis', 'keepdims'), (layer, call) => {
    const g = layer.graph;
    const value = toNumbers(layer, single(layer, call).value);
    const axis = axisOf(layer, value);
    const index = alongLast(g, value, axis, (x) => {
      const n = g.shape(x).at(-1)!;
      const last = g.shape(x).length - 1;
      const apart = binary(g, 'sub', x, reduce(g, x, fn, [last], true));
      const left = numbers(
        layer,
        'left',
        upTo(n).map((i) => n - i),
        [n],
      );
      const found = reduce(
        g,
        select(g, compare(g, apart, 'eq', 0), left, oneNumber(layer, 0)),
        'max',
        [last],
        true,
      );
      return scaleShift(g, found, -1, n);
    });
    g.markCounted(index);
    return unmasked(layer.config.bool('keepdims', false) ? index : withoutAxis(layer, index, axis));
  });

function withoutAxis(layer: LayerContext, x: number, axis: number): number {
  const shape = layer.graph.shape(x);
  return reshape(
    layer.graph,
    x,
    shape.filter((_, other) => other !== axis),
  );
}

export const ORDERING_OPERATIONS: Readonly<Record<string, LayerType>> = {
  Sort: sorting('value'),
  Argsort: sorting('index'),
  TopK,
  Median,
  Argmax: argOf('max'),
  Argmin: argOf('min'),
};
