import { concat, reshape, sliceAxis } from '../build/moving-ops.ts';
import type { LayerContext } from '../context.ts';

/** One step [...] of [T, ...]. */
export function stepOf(layer: LayerContext, x: number, t: number): number {
  const g = layer.graph;
  return reshape(g, sliceAxis(g, x, 0, t, 1), g.shape(x).slice(1));
}

/** Steps [...] as one value [T, ...]. */
export function stackSteps(layer: LayerContext, steps: readonly number[]): number {
  const g = layer.graph;
  return concat(
    g,
    steps.map((step) => reshape(g, step, [1, ...g.shape(step)])),
    0,
  );
}
