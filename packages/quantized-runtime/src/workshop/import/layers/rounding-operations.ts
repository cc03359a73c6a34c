import { truncate } from '../build/cut-given.ts';
import type { GraphBuilder } from '../build/graph-builder.ts';
import { binary, scaleShift, unary } from '../build/ops.ts';
import { type Call, type LayerContext, type LayerType, single } from '../context.ts';
import { reads } from '../settings.ts';
import { toNumbers, twoValues, unmasked } from './operands.ts';
import { operation, operationOn } from './operation.ts';

/** Functions of keras.ops that make whole numbers, and what division leaves over. */

const negative = (g: GraphBuilder, x: number): number => scaleShift(g, x, -1);

const floor = (g: GraphBuilder, x: number): number => unary(g, x, 'floor');

const ceil = (g: GraphBuilder, x: number): number => negative(g, floor(g, negative(g, x)));

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

/** x, y and floor(x / y). */
function dividing(layer: LayerContext, call: Call): { x: number; y: number; quotient: number } {
  const g = layer.graph;
  const [a, b] = twoValues(layer, call);
  const [x, y] = [toNumbers(layer, a), toNumbers(layer, b)];
  return { x, y, quotient: floor(g, binary(g, 'div', x, y)) };
}

/** With the sign of the divisor, as Python has it. */
const Mod = operationOn({}, (layer, call) => {
  const g = layer.graph;
  const { x, y, quotient } = dividing(layer, call);
  return unmasked(binary(g, 'sub', x, binary(g, 'mul', quotient, y)));
});

const FloorDivide = operationOn({}, (layer, call) =>
  unmasked(layer.graph.markCounted(dividing(layer, call).quotient)),
);

export const ROUNDING_OPERATIONS: Readonly<Record<string, LayerType>> = {
  Floor: pointwise(floor),
  Ceil: pointwise(ceil),
  Trunc: pointwise(truncate),
  Round,
  Mod,
  FloorDivide,
};
