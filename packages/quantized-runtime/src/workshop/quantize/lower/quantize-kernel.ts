import type { Moments } from '../calibrate/moments.ts';
import type { LinearNode } from '../linear.ts';
import { LEAST_FACTOR } from '../math/multiplier.ts';
import type { Bounds } from './bounds.ts';
import { curvatureOf } from './curvature.ts';
import { candidatesFor, type QuantizedChannel, quantizeChannels, sum } from './quantize-channels.ts';
import type { Scheme } from './scheme.ts';

/** A kernel seen as a matrix [rows, channels], its bias, and what flows in and out. */
export interface KernelInput {
  readonly node: LinearNode;
  readonly channels: number;
  readonly kernel: Float64Array;
  readonly bias: ArrayLike<number> | undefined;
  readonly x: Scheme;
  readonly y: Scheme;
  /** The integers that x can hold. */
  readonly bounds: Bounds;
  readonly moments: Moments | undefined;
  /** Awaited now and then in a long layer: lets others have their turn, and throws when the work is to stop. */
  readonly breathe: () => Promise<void>;
}

/** Multiply-adds between two breaths: some tenths of a second. */
const BREATH = 2e8;
/** Channels that are rounded together. */
const TOGETHER = 64;

export interface QuantizedKernel {
  readonly weights: Int8Array;
  readonly biases: Int32Array;
  /** Of each channel: the weights' scale, and the factor from sums to the output's steps. */
  readonly scales: Float64Array;
  readonly factors: readonly number[];
}

/** Quantizes a kernel, some channels of a group at a time. */
export async function quantizeKernel(input: KernelInput): Promise<QuantizedKernel> {
  const { node, channels, kernel, bias, x, y, bounds, moments } = input;
  const rows = kernel.length / channels;
  const weights = new Int8Array(kernel.length);
  const biases = new Int32Array(channels);
  const scales = new Float64Array(channels);
  const groups = moments?.groups ?? 1;
  const candidates = candidatesFor(rows, channels);
  const leastScale = (1.0001 * LEAST_FACTOR * y.scale) / x.scale;
  const store = (channel: number, found: QuantizedChannel): void => {
    for (let r = 0; r < rows; r++) weights[r * channels + channel] = found.weights[r]!;
    const folded = node.op === 'convTranspose' ? 0 : x.zero * sum(found.weights);
    biases[channel] = found.bias - folded;
    scales[channel] = found.scale;
  };
  let work = 0;
  for (let group = 0; group < groups; group++) {
    const curvature = moments && curvatureOf(moments, group);
    const common = { x, bounds, leastScale, curvature, candidates, mean: moments?.mean(group) };
    const end = ((group + 1) * channels) / groups;
    for (let first = (group * channels) / groups; first < end; first += TOGETHER) {
      const own = Array.from({ length: Math.min(TOGETHER, end - first) }, (_, i) => first + i);
      const columns = own.map((channel) =>
        Float64Array.from({ length: rows }, (_, r) => kernel[r * channels + channel]!),
      );
      const found = quantizeChannels(
        columns,
        own.map((channel) => bias?.[channel] ?? 0),
        common,
      );
      for (const [i, channel] of own.entries()) store(channel, found[i]!);
      work += candidates * rows * (curvature ? rows : 1) * own.length;
      if (work < BREATH) continue;
      work = 0;
      await input.breathe();
    }
  }
  return { weights, biases, scales, factors: Array.from(scales, (scale) => (x.scale * scale) / y.scale) };
}
