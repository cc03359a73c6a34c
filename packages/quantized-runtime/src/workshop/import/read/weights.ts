import type { Shape } from '../../../graph/graph.ts';
import { transposedOffsets } from '../../../graph/offsets.ts';

/** One variable as a file holds it, widened to binary32 or kept as the integers that it was. */
export interface WeightArray {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | Int8Array | Uint8Array | Int32Array;
}

/** All variables of a file by their path inside `model.weights.h5`: `layers/dense/vars/0`. */
export type WeightStore = ReadonlyMap<string, WeightArray>;

/** `perm` as in numpy.transpose. */
export function permute({ shape, data }: WeightArray, perm: readonly number[]): WeightArray {
  const moved = Float32Array.from(transposedOffsets(shape, perm), (from) => data[from]!);
  return { shape: perm.map((axis) => shape[axis]!), data: moved };
}
