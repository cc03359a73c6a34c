import { roundHalfUp } from '../math/multiplier.ts';
import type { Bounds } from './context.ts';
import { type Curvature, roundChannel } from './round-weights.ts';
import type { Scheme } from './scheme.ts';

/** Largest magnitude of a sum with its bias (N4); a little is left for roundings. */
const SUM_LIMIT = 2147483648 * 0.99;
/** Largest bias, in units of s_x * s_w. */
const BIAS_LIMIT = 2 ** 30;

/** One output channel in integers: `x · weights + bias` in units of s_x * scale, zero points left out. */
export interface Channel {
  readonly weights: Int8Array;
  readonly bias: number;
  readonly scale: number;
}

export interface ChannelInput {
  readonly x: Scheme;
  /** The integers that x can hold, zero point included. */
  readonly bounds: Bounds;
  /** The finest scale that the multiplier behind the sums can express. */
  readonly leastScale: number;
  readonly curvature: Curvature | undefined;
  /** How many scales to try. */
  readonly candidates: number;
  /** The mean of each input over the samples, for bias correction. */
  readonly mean: Float64Array | undefined;
}

/**
 * The finest scale that keeps every reachable sum, the bias and the multiplier within their limits; weights rounded
 * against the curvature; the bias corrected by what rounding does to the mean output.
 */
export function quantizeChannel(column: Float64Array, bias: number, input: ChannelInput): Channel {
  const { x, bounds, curvature, mean } = input;
  const least = Math.max(input.leastScale, Math.abs(bias) / (x.scale * BIAS_LIMIT));
  for (let finest = least; ; ) {
    const { weights, scale } = roundChannel(column, curvature, finest, input.candidates);
    let corrected = bias;
    if (mean)
      for (let i = 0; i < column.length; i++) corrected += (column[i]! - scale * weights[i]!) * mean[i]!;
    const integerBias = roundHalfUp(corrected / (x.scale * scale));
    const largest = largestSum(weights, integerBias, x, bounds);
    if (largest <= SUM_LIMIT) return { weights, bias: integerBias, scale };
    finest = Math.max(finest, scale) * Math.max(1.01, largest / SUM_LIMIT);
  }
}

/** The largest magnitude that a sum can reach, terms that padding leaves out included. */
function largestSum(weights: Int8Array, bias: number, x: Scheme, bounds: Bounds): number {
  const low = Math.min(bounds.low - x.zero, 0);
  const high = Math.max(bounds.high - x.zero, 0);
  let [up, down] = [bias, bias];
  for (const w of weights) {
    up += Math.max(w * low, w * high);
    down += Math.min(w * low, w * high);
  }
  // Validation looks at the sums of raw integers too, whose bias has the zero point folded in.
  return Math.max(Math.abs(up), Math.abs(down), Math.abs(bias)) + Math.abs(x.zero * sum(weights));
}

export function sum(data: Int8Array): number {
  let total = 0;
  for (const x of data) total += x;
  return total;
}

/** Multiply-adds that the search for one layer's scales may take, and bounds on the number of scales. */
const EFFORT = 3e8;
const CANDIDATES = { least: 3, most: 96 };

/** How many scales to try for each of `channels` channels of `rows` weights: the smaller a layer, the more. */
export function candidatesFor(rows: number, channels: number): number {
  const affordable = Math.floor(EFFORT / (3 * rows * rows * channels));
  return Math.min(Math.max(affordable, CANDIDATES.least), CANDIDATES.most);
}
