import { powerOfTwo } from '../../numerics/power-of-two.ts';
import type { Layout } from '../kernel.ts';
import type { Weights } from './weights.ts';

const PANEL_BYTES = 128;
/** The integer form's S is at least this (assembly/requantize.ts), and M * 2^(S - s) < 2^31 as M < 2^21. */
const LEAST_COMMON_SHIFT = 33;
const MOST_RAISE = 10;

/** The pairs M, s of rule N3 (one, or one for each channel). */
type Factors = Pick<Weights, 'mult' | 'shift'>;

/** Room for the factors of `count` panels of eight channels. */
export const reserveFactors = (layout: Layout, count: number): number => layout.reserve(count * PANEL_BYTES);

/**
 * Writes panels of factors as assembly/requantize.ts reads them: `channelOf` tells whose pair a lane has, lane 0 of
 * panel 0 first. Returns the job's `shift`: 0 for binary64, where the spread of s leaves no room for integers.
 */
export function writeFactors(
  buffer: ArrayBuffer,
  at: number,
  { mult, shift }: Factors,
  lanes: number,
  channelOf: (lane: number) => number,
): number {
  const place = (data: ArrayLike<number>, lane: number) => (data.length === 1 ? 0 : channelOf(lane));
  let least = Infinity;
  let most = LEAST_COMMON_SHIFT;
  for (let lane = 0; lane < lanes; lane++) {
    const s = shift.data[place(shift.data, lane)]!;
    least = Math.min(least, s);
    most = Math.max(most, s);
  }
  const integers = most - least <= MOST_RAISE;
  const panel = integers ? new Int32Array(buffer, at) : new Float64Array(buffer, at);
  const stride = PANEL_BYTES / panel.BYTES_PER_ELEMENT;
  for (let lane = 0; lane < lanes; lane++) {
    const s = shift.data[place(shift.data, lane)]!;
    const m = mult.data[place(mult.data, lane)]!;
    const index = (lane >> 3) * stride + (lane & 7);
    if (integers) {
      panel[index] = m * powerOfTwo(most - s);
    } else {
      panel[index] = m * powerOfTwo(-s);
      panel[index + 8] = powerOfTwo(-(s + 1));
    }
  }
  return integers ? most - 32 : 0;
}

/**
 * Bias and factors of `channels` output channels from `first` on, in panels of eight; of several groups one
 * after another. Multipliers begin anew after `period` channels.
 */
export interface Panels {
  /** Address of each group's. */
  bias(group: number): number;
  factors(group: number): number;
  /** Fills a group's; `bias` instead of the tensor's own. Returns the job's `shift`. */
  fill(buffer: ArrayBuffer, group?: number, bias?: ArrayLike<number>): number;
}

/** Bias: (panels, 8) int32. */
export function createPanels(
  layout: Layout,
  { bias, ...pairs }: Omit<Weights, 'kernel'>,
  first: number,
  channels: number,
  groups = 1,
  period = Number.POSITIVE_INFINITY,
): Panels {
  const count = Math.ceil(channels / 8);
  const biasAt = layout.reserve(groups * count * 32);
  const factorsAt = reserveFactors(layout, groups * count);
  const biasOf = (group: number) => biasAt + group * count * 32;
  const factorsOf = (group: number) => factorsAt + group * count * PANEL_BYTES;
  return {
    bias: biasOf,
    factors: factorsOf,
    fill(buffer, group = 0, given = bias?.data) {
      const begin = first + group * channels;
      const biases = new Int32Array(buffer, biasOf(group), count * 8);
      for (let i = 0; i < channels; i++) biases[i] = given?.[begin + i] ?? 0;
      return writeFactors(buffer, factorsOf(group), pairs, channels, (lane) => (begin + lane) % period);
    },
  };
}
