import type { Graph, Shape } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import { knownNumbers } from '../build/known-numbers.ts';

/**
 * Whether `mask`, broadcast to scores of `shape`, drops every column behind the row's own and keeps another, whatever the
 * inputs are: where all are dropped, all count. `rows` is an axis of the scores; columns are the last.
 */
export function isCausal(graph: Graph, mask: number, shape: Shape, rows: number): boolean {
  const kept = knownNumbers(graph, mask);
  if (kept === undefined) return false;
  const offsets = broadcastOffsets(graph.values[mask]!.shape, shape);
  const length = shape.at(-1)!;
  const stride = shape.slice(rows + 1).reduce((product, size) => product * size, 1);
  for (let first = 0; first < offsets.length; first += length) {
    const row = Math.floor(first / stride) % shape[rows]!;
    const isKept = (column: number) => kept[offsets[first + column]!] !== 0;
    const columns = Array.from({ length }, (_, column) => column);
    if (!columns.some(isKept) || columns.findLast(isKept)! > row) return false;
  }
  return true;
}
