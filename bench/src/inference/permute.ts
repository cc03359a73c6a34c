import { type Shape, transposedOffsets } from '@evm-ml/quantized-runtime';

/** Row-major transposition: axis i of the result is axis `perm[i]` of `data`. */
export function permute(data: Float32Array, shape: Shape, perm: readonly number[]): Float32Array {
  return Float32Array.from(transposedOffsets(shape, perm), (from) => data[from]!);
}
