import type { Graph } from '../../graph/graph.ts';

export function runRuntime(
  _graph: Graph,
  _inputs: readonly Float32Array[],
  _batch: number,
): ReadonlyMap<number, Float64Array> {
  return new Map();
}
