import { roundHalfUp } from '../math/multiplier.ts';
import type { Bounds } from './bounds.ts';
import type { Curvature } from './curvature.ts';
import { roundChannels } from './round-weights.ts';
import type { Scheme } from './scheme.ts';

/** Largest magnitude of a sum with its bias (N4); a little is left for roundings. */
const SUM_LIMIT = 2147483648 * 0.99;
/** Largest bias, in units of s_x * s_w. */
const BIAS_LIMIT = 2 ** 30;

/** One output channel in integers: `x · weights + bias` in units of s_x * scale, zero points left out. */
export interface QuantizedChannel {
  readonly weights: Int8Array;
  readonly bias: number;
  readonly scale: number;
}

/** What channels that share their inputs have in common. */
export interface ChannelsInput {
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
 * The finest scales that keep every reachable sum, the bias and the multiplier within their limits; weights rounded
 * against the curvature; the bias corrected by what rounding does to the mean output. `columns` and `biases` hold
 * the real numbers of each channel.
 */
export function quantizeChannels(
  columns: readonly Float64Array[],
  biases: readonly number[],
  input: ChannelsInput,
): QuantizedChannel[] {
  const { x, bounds, leastScale } = input;
  const least = biases.map((bias) => Math.max(leastScale, Math.abs(bias) / (x.scale * BIAS_LIMIT)));
  const results: QuantizedChannel[] = [];
  for (let open = [...columns.keys()]; open.length > 0; ) {
    const channels = open.map((channel) => ({ weights: columns[channel]!, least: least[channel]! }));
    const rounded = roundChannels(channels, input.curvature, input.candidates);
    open = open.filter((channel, i) => {
      const { weights, scale } = rounded[i]!;
      const bias = correctBias(columns[channel]!, biases[channel]!, weights, scale, input.mean);
      const integerBias = roundHalfUp(bias / (x.scale * scale));
      const largest = largestSum(weights, integerBias, x, bounds);
      results[channel] = { weights, bias: integerBias, scale };
      if (largest <= SUM_LIMIT) return false;
      least[channel] = Math.max(least[channel]!, scale) * Math.max(1.01, largest / SUM_LIMIT);
      return true;
    });
  }
  return results;
}

function correctBias(
  column: Float64Array,
  bias: number,
  weights: Int8Array,
  scale: number,
  mean: Float64Array | undefined,
): number {
  let corrected = bias;
  if (mean)
    for (let i = 0; i < column.length; i++) corrected += (column[i]! - scale * weights[i]!) * mean[i]!;
  return corrected;
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
const EFFORT = 1e8;
const CANDIDATES = { least: 3, most: 64 };

/** How many scales to try for each of `channels` channels of `rows` weights: the smaller a layer, the more. */
export function candidatesFor(rows: number, channels: number): number {
  const affordable = Math.floor(EFFORT / (rows * rows * channels));
  return Math.min(Math.max(affordable, CANDIDATES.least), CANDIDATES.most);
}
