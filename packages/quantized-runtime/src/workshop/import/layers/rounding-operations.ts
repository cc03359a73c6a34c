import type { GraphBuilder } from '../build/graph-builder.ts';
import { binary, compare, scaleShift, select, unary } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { reads } from '../settings.ts';
import { toNumbers, twoValues, unmasked } from './operands.ts';
import { operation, operationOn } from './operation.ts';

/** Functions of keras.ops that make whole numbers, and what division leaves over. */

const negative = (g: GraphBuilder, x: number): number => scaleShift(g, x, -1);

const floor = (g: GraphBuilder, x: number): number => unary(g, x, 'floor');

const ceil = (g: GraphBuilder, x: number): number => negative(g, floor(g, negative(g, x)));

/** Toward 0, as a cast to whole numbers cuts. */
export function truncate(g: GraphBuilder, x: number): number {
  return select(g, compare(g, x, 'ge', 0), floor(g, x), ceil(g, x));
}

const pointwise = (apply: (g: GraphBuilder, x: number) => number): LayerType =>
  operation({}, (layer, call) => {
    const x = toNumbers(layer, single(layer, call).value);
    return unmasked(layer.graph.markCounted(apply(layer.graph, x)));
  });

/** Most decimals that binary32 tells apart. */
const MOST_DECIMALS = 7;

/** Of two the even one; `decimals` may be negative. */
const Round = operation(reads('decimals'), (layer, call) => {
  const { graph: g, config } = layer;
  const decimals = config.int('decimals', 0);
  const x = toNumbers(layer, single(layer, call).value);
  if (Math.abs(decimals) > MOST_DECIMALS)
    throw layer.refuse(`${decimals} decimals are more than binary32 has`);
  if (decimals === 0) return unmasked(g.markCounted(unary(g, x, 'round')));
  const rounded = unary(g, scaleShift(g, x, 10 ** decimals), 'round');
  return unmasked(scaleShift(g, rounded, 10 ** -decimals));
});

function wholeQuotient(layer: LayerContext, [x, y]: readonly [number, number]): number {
  return floor(layer.graph, binary(layer.graph, 'div', x, y));
}

/** With the sign of the divisor, as Python has it. */
const Mod = operationOn({}, (layer, call) => {
  const g = layer.graph;
  const [x, y] = twoValues(layer, call).map((value) => toNumbers(layer, value)) as [number, number];
  return unmasked(binary(g, 'sub', x, binary(g, 'mul', wholeQuotient(layer, [x, y]), y)));
});

const FloorDivide = operationOn({}, (layer, call) => {
  const operands = twoValues(layer, call).map((value) => toNumbers(layer, value)) as [number, number];
  return unmasked(layer.graph.markCounted(wholeQuotient(layer, operands)));
});

export const ROUNDING_OPERATIONS: Readonly<Record<string, LayerType>> = {
  Floor: pointwise(floor),
  Ceil: pointwise(ceil),
  Trunc: pointwise(truncate),
  Round,
  Mod,
  FloorDivide,
};
