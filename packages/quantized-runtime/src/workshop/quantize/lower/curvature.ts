import type { Moments } from '../calibrate/moments.ts';
import { createProduct, type Product } from '../math/product.ts';

/** Rows that are multiplied together; smaller parts are multiplied one row at a time. */
export const ROWS = 64;
const SHORT = 48;

/** A part of a curvature: the weights [start, start + size) of a channel. */
export interface CurvaturePart {
  readonly start: number;
  readonly size: number;
  /** [size, size], symmetric. */
  readonly matrix: Float32Array;
  /** `ROWS` rows of length `size` times the matrix. */
  readonly times: Product;
}

/** What one output channel's weights are rounded against: the covariance of their inputs, regularized. */
export interface Curvature {
  readonly size: number;
  readonly parts: readonly CurvaturePart[];
}

/**
 * The covariance of group `group`, with its diagonal raised: few examples say little about how errors in
 * different weights cancel, so the fewer there are, the more each error counts on its own.
 */
export function curvatureOf(moments: Moments, group: number): Curvature {
  let start = 0;
  const parts = moments.covariances(group).map((covariance) => {
    const size = Math.sqrt(covariance.length);
    let trace = 0;
    for (let i = 0; i < size; i++) trace += covariance[i * size + i]!;
    const share = 0.01 + (0.5 * size) / Math.max(moments.counts[group]!, 1);
    const floor = trace > 0 ? (0.001 * trace) / size : 1;
    for (let i = 0; i < size; i++) covariance[i * size + i]! += share * covariance[i * size + i]! + floor;
    const matrix = Float32Array.from(covariance);
    const part = { start, size, matrix, times: timesMatrix(matrix, size) };
    start += size;
    return part;
  });
  return { size: moments.size, parts };
}

function timesMatrix(matrix: Float32Array, size: number): Product {
  if (size >= SHORT) return createProduct(matrix, size, ROWS);
  const result = new Float32Array(ROWS * size);
  return (x) => {
    result.fill(0);
    for (let row = 0; row < x.length; row += size) {
      for (let k = 0; k < size; k++) {
        const value = x[row + k]!;
        if (value === 0) continue;
        for (let i = 0; i < size; i++) result[row + i]! += value * matrix[k * size + i]!;
      }
    }
    return result;
  };
}
