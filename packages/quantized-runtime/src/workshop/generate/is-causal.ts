import type { Graph, Shape } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import { referenceKernels } from '../../kernels/reference/reference-kernels.ts';
import { createModel } from '../../plan/load-model.ts';
import { sweep } from '../build/sweep.ts';

/**
 * Whether `mask`, broadcast to scores of `shape`, drops every column behind the row's own, whatever the inputs are. `rows`
 * and `columns` are axes of the scores.
 */
export function isCausal(graph: Graph, mask: number, shape: Shape, rows: number, columns: number): boolean {
  const kept = constantMask(graph, mask);
  if (kept === null) return false;
  const offsets = broadcastOffsets(graph.values[mask]!.shape, shape);
  const stride = (axis: number) => shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const index = (element: number, axis: number) => Math.floor(element / stride(axis)) % shape[axis]!;
  return offsets.every(
    (offset, element) => kept[offset] === 0 || index(element, columns) <= index(element, rows),
  );
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
