import type { Moments } from '../calibrate/moments.ts';
import type { LinearNode } from '../linear.ts';
import { LEAST_FACTOR } from '../math/multiplier.ts';
import type { Bounds } from './context.ts';
import { candidatesFor, quantizeChannel, sum } from './quantize-channel.ts';
import { type Curvature, curvatureOf } from './round-weights.ts';
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

export interface QuantizedKernel {
  readonly weights: Int8Array;
  readonly biases: Int32Array;
  /** Of each channel: the weights' scale, and the factor from sums to the output's steps. */
  readonly scales: Float64Array;
  readonly factors: readonly number[];
}

/** Quantizes a kernel channel by channel. */
export async function quantizeKernel(input: KernelInput): Promise<QuantizedKernel> {
  const { node, channels, kernel, bias, x, y, bounds, moments } = input;
  const rows = kernel.length / channels;
  const weights = new Int8Array(kernel.length);
  const biases = new Int32Array(channels);
  const scales = new Float64Array(channels);
  const perGroup = channels / (moments?.groups ?? 1);
  const candidates = candidatesFor(rows, channels);
  let curvature: Curvature | undefined;
  let work = 0;
  for (let channel = 0; channel < channels; channel++) {
    const group = Math.floor(channel / perGroup);
    if (moments && channel % perGroup === 0) curvature = curvatureOf(moments, group);
    const column = Float64Array.from({ length: rows }, (_, r) => kernel[r * channels + channel]!);
    const found = quantizeChannel(column, bias?.[channel] ?? 0, {
      x,
      bounds,
      leastScale: (1.0001 * LEAST_FACTOR * y.scale) / x.scale,
      curvature,
      candidates,
      mean: moments?.mean(group),
    });
    for (const [r, q] of found.weights.entries()) weights[r * channels + channel] = q;
    const folded = node.op === 'convTranspose' ? 0 : x.zero * sum(found.weights);
    biases[channel] = found.bias - folded;
    scales[channel] = found.scale;
    work += 3 * candidates * rows * (curvature ? rows : 1);
    if (work < BREATH) continue;
    work = 0;
    await input.breathe();
  }
  return { weights, biases, scales, factors: Array.from(scales, (scale) => (x.scale * scale) / y.scale) };
}
