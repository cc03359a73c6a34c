import type { Shape } from '../../../graph/graph.ts';

/** One variable as a file holds it, widened to binary32 or kept as the integers that it was. */
export interface WeightArray {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array | Int8Array | Uint8Array | Int32Array;
}

/** All variables of a file by their path inside `model.weights.h5`: `layers/dense/vars/0`. */
export type WeightStore = ReadonlyMap<string, WeightArray>;
