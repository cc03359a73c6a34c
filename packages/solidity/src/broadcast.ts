import type { Shape } from '@evm-ml/quantized-runtime';
import { stridesOf } from './yul.ts';

/** Strides (in elements) of `shape` seen as `target`, numpy rules: 0 along axes that are repeated. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const missing = target.length - shape.length;
  const strides = stridesOf(shape);
  return target.map((_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]!,
  );
}

/** For each element of `target`, row-major, the index of the element of `shape` that it sees. */
export function broadcastIndices(shape: Shape, target: Shape): number[] {
  const strides = broadcastStrides(shape, target);
  return target.reduce<number[]>(
    (indices, size, axis) =>
      indices.flatMap((index) => Array.from({ length: size }, (_, i) => index + i * strides[axis]!)),
    [0],
  );
}
