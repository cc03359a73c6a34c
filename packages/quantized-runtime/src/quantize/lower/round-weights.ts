import type { Moments } from '../calibrate/moments.ts';
import { roundHalfUp } from '../math/multiplier.ts';

/** Largest magnitude of a weight (N1). */
const LIMIT = 127;
const SWEEPS = 24;
/** Shares of the largest weight that are tried as the end of a channel's range. */
const CLIPS = [1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72];

/** What one output channel's weights are rounded against: the covariance of their inputs, regularized. */
export interface Curvature {
  readonly size: number;
  /** [size, size], symmetric. */
  readonly matrix: Float64Array;
}

/**
 * The covariance of group `group`, with its diagonal raised: few examples say little about how errors in
 * different weights cancel, so the fewer there are, the more each error counts on its own.
 */
export function curvatureOf(moments: Moments, group: number): Curvature {
  const { size } = moments;
  const matrix = moments.covariance(group);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i]!;
  const share = 0.01 + (0.5 * size) / Math.max(moments.counts[group]!, 1);
  const floor = trace > 0 ? (0.001 * trace) / size : 1;
  for (let i = 0; i < size; i++) matrix[i * size + i]! += share * matrix[i * size + i]! + floor;
  return { size, matrix };
}

/** The scale for `weights` whose rounding error, weighted by each input's variance, is least. */
export function chooseScale(weights: Float64Array, curvature: Curvature | undefined): number {
  let largest = 0;
  for (const w of weights) largest = Math.max(largest, Math.abs(w));
  if (largest === 0) return 0;
  let [best, least] = [largest / LIMIT, Number.POSITIVE_INFINITY];
  for (const clip of CLIPS) {
    const scale = (clip * largest) / LIMIT;
    let error = 0;
    for (let i = 0; i < weights.length; i++) {
      const e = weights[i]! - scale * toWeight(weights[i]! / scale);
      error += e * e * (curvature ? curvature.matrix[i * curvature.size + i]! : 1);
    }
    if (error < least) [best, least] = [scale, error];
  }
  return best;
}

/**
 * Rounds `weights / scale` to integers. With a curvature, each weight goes up or down so that the squared error of
 * the channel's output over the samples is least: coordinate descent on the quadratic form that learned rounding
 * (AdaRound) minimizes, in binary64 basic operations and a fixed order, hence reproducible.
 */
export function roundWeights(
  weights: Float64Array,
  scale: number,
  curvature: Curvature | undefined,
): Int8Array {
  const rounded = Int8Array.from(weights, (w) => toWeight(w / scale));
  if (!curvature) return rounded;
  const { size, matrix } = curvature;
  const gradient = new Float64Array(size); // matrix · (weights / scale - rounded)
  for (let j = 0; j < size; j++) {
    const error = weights[j]! / scale - rounded[j]!;
    if (error === 0) continue;
    const row = j * size;
    for (let i = 0; i < size; i++) gradient[i]! += matrix[row + i]! * error;
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = false;
    for (let i = 0; i < size; i++) {
      const exact = weights[i]! / scale;
      const step = gradient[i]! > 0 ? 1 : -1;
      const next = rounded[i]! + step;
      const gain = 2 * step * gradient[i]! - matrix[i * size + i]!;
      if (gain <= 1e-12 * matrix[i * size + i]! || Math.abs(next) > LIMIT || Math.abs(next - exact) >= 1) {
        continue;
      }
      rounded[i] = next;
      moved = true;
      const row = i * size;
      for (let j = 0; j < size; j++) gradient[j]! -= step * matrix[row + j]!;
    }
    if (!moved) break;
  }
  return rounded;
}

function toWeight(x: number): number {
  return Math.min(Math.max(roundHalfUp(x), -LIMIT), LIMIT);
}
