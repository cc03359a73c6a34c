import { broadcastStrides, rowMajorStrides } from './broadcast.ts';
import { elementCount } from './element-types.ts';
import type { Shape } from './graph.ts';

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

/** For each element of the transposition of `shape`, whose axis i is axis perm[i] of `shape`, where it comes from. */
export function transposedOffsets(shape: Shape, perm: readonly number[]): Int32Array {
  const strides = rowMajorStrides(shape);
  return offsetsOf(
    perm.map((axis) => shape[axis]!),
    perm.map((axis) => strides[axis]!),
  );
}
