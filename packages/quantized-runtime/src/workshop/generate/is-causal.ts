import type { Graph, Shape } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import { referenceKernels } from '../../kernels/reference/reference-kernels.ts';
import { createModel } from '../../plan/load-model.ts';
import { sweep } from '../build/sweep.ts';

/**
 * Whether `mask`, broadcast to scores of `shape`, drops every column behind the row's own and keeps another, whatever the
 * inputs are: where all are dropped, all count. `rows` is an axis of the scores; columns are the last.
 */
export function isCausal(graph: Graph, mask: number, shape: Shape, rows: number): boolean {
  const kept = constantMask(graph, mask);
  if (kept === null) return false;
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

/** The elements of a mask that depends on no input; null for any other. */
function constantMask(graph: Graph, mask: number): Uint8Array | null {
  const alone = sweep({ ...graph, outputs: [{ name: 'mask', value: mask }] });
  const given = new Set(alone.inputs.map(({ value }) => value));
  const isRead = alone.nodes.some(({ inputs }) => inputs.some((value) => given.has(value)));
  if (isRead || given.has(alone.outputs[0]!.value)) return null;
  const model = createModel(alone, { kernels: referenceKernels });
  return model.run(new Uint8Array(model.inputBytes), 1);
}
