import { broadcastStrides, rowMajorStrides } from '../../graph/broadcast.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { Shape } from '../../graph/graph.ts';

/** For each element of `target` in row-major order, the offset that `strides` and `origin` give it. */
export function offsetsOf(target: Shape, strides: readonly number[], origin = 0): Int32Array {
  const offsets = new Int32Array(elementCount(target));
  const place = rowMajorStrides(target);
  for (let index = 0; index < offsets.length; index++) {
    let rest = index;
    let offset = origin;
    for (let axis = 0; axis < target.length; axis++) {
      const coordinate = Math.floor(rest / place[axis]!);
      rest -= coordinate * place[axis]!;
      offset += coordinate * strides[axis]!;
    }
    offsets[index] = offset;
  }
  return offsets;
}

/** For each element of `target`, the element of `shape` that broadcasting reads. */
export const broadcastOffsets = (shape: Shape, target: Shape): Int32Array =>
  offsetsOf(target, broadcastStrides(shape, target));

/**
 * Computes when first asked. Tables over all elements are made this way when a node first runs: loading an artefact
 * should take time by its bytes, not by the activations that it describes.
 */
export function whenAsked<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
