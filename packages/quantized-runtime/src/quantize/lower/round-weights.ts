import type { Moments } from '../calibrate/moments.ts';
import { roundHalfUp } from '../math/multiplier.ts';

/** Largest magnitude of a weight (N1). */
const LIMIT = 127;
const SWEEPS = 24;
/** The finest scale tried is this share of the one that reaches the largest weight. */
const NARROWEST = 0.72;
/** How far from its exact place a weight may be put, in steps. */
const REACH = 1;

/** What one output channel's weights are rounded against: the covariance of their inputs, regularized. */
export interface Curvature {
  readonly size: number;
  /** [size, size], symmetric. */
  readonly matrix: Float64Array;
}

/** One output channel's weights as integers times a scale. */
export interface Rounded {
  readonly weights: Int8Array;
  readonly scale: number;
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

/**
 * Rounds a channel: for each of `candidates` scales from `least` (or a share of the largest weight) on, the best
 * integers found and then the scale that fits them best; the pair of least error wins.
 */
export function roundChannel(
  weights: Float64Array,
  curvature: Curvature | undefined,
  least: number,
  candidates: number,
): Rounded {
  const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  const widest = Math.max(largest / LIMIT, least);
  if (largest === 0) return { weights: new Int8Array(weights.length), scale: widest };
  let best: Rounded | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (let candidate = 0; candidate < candidates; candidate++) {
    const scale = widest * (1 - ((1 - NARROWEST) * candidate) / candidates);
    if (scale < least) break;
    const rounded = roundAt(weights, scale, curvature);
    const fitted = Math.max(fitScale(weights, rounded, curvature) ?? scale, least);
    const error = squaredError(weights, rounded, fitted, curvature);
    if (error < fewest) [best, fewest] = [{ weights: rounded, scale: fitted }, error];
  }
  return best!;
}

/**
 * Rounds `weights / scale` to integers. With a curvature, each weight goes up or down so that the squared error of
 * the channel's output over the samples is least: coordinate descent on the quadratic form that learned rounding
 * (AdaRound) minimizes, in binary64 basic operations and a fixed order, hence reproducible.
 */
function roundAt(weights: Float64Array, scale: number, curvature: Curvature | undefined): Int8Array {
  const rounded = Int8Array.from(weights, (w) => toWeight(w / scale));
  if (!curvature) return rounded;
  const { size, matrix } = curvature;
  const error = weights.map((w, i) => w / scale - rounded[i]!);
  const gradient = times(curvature, error);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = false;
    for (let i = 0; i < size; i++) {
      const step = gradient[i]! > 0 ? 1 : -1;
      const next = rounded[i]! + step;
      const gain = 2 * step * gradient[i]! - matrix[i * size + i]!;
      if (gain <= 1e-12 * matrix[i * size + i]! || Math.abs(next) > LIMIT) continue;
      if (Math.abs(next - weights[i]! / scale) >= REACH) continue;
      rounded[i] = next;
      moved = true;
      const row = i * size;
      for (let j = 0; j < size; j++) gradient[j]! -= step * matrix[row + j]!;
    }
    if (!moved) break;
  }
  return rounded;
}

/** The scale s of least squared error of `weights - s * rounded`; undefined where all integers are 0. */
function fitScale(weights: Float64Array, rounded: Int8Array, curvature?: Curvature): number | undefined {
  const q = Float64Array.from(rounded);
  const product = curvature ? times(curvature, q) : q;
  const norm = dot(product, q);
  return norm > 0 ? dot(product, weights) / norm : undefined;
}

function squaredError(
  weights: Float64Array,
  rounded: Int8Array,
  scale: number,
  curvature?: Curvature,
): number {
  const error = weights.map((w, i) => w - scale * rounded[i]!);
  return dot(curvature ? times(curvature, error) : error, error);
}

/** matrix · vector, skipping the vector's zeros. */
function times({ size, matrix }: Curvature, vector: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const x = vector[j]!;
    if (x === 0) continue;
    const row = j * size;
    for (let i = 0; i < size; i++) result[i]! += matrix[row + i]! * x;
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function toWeight(x: number): number {
  return Math.min(Math.max(roundHalfUp(x), -LIMIT), LIMIT);
}
