import { powerOfTwo } from '../../../numerics/power-of-two.ts';
import type { Range } from '../math/range.ts';
import type { Histogram } from './histogram.ts';

const STEPS = 40;
const LEAST = 0.2;

/**
 * The range that loses least when `levels` steps must cover it: mean squared error of rounding within the range
 * plus that of clipping outside, by search over shrunken ends. The range always holds 0.
 */
export function rangeByError(histogram: Histogram, levels: number): Range {
  const full = extremes(histogram);
  let best = full;
  let least = rangeError(histogram, full, levels);
  const consider = (candidate: Range): void => {
    const error = rangeError(histogram, candidate, levels);
    if (error < least) [best, least] = [candidate, error];
  };
  for (const end of ['min', 'max', 'min'] as const) {
    const start = best;
    for (let step = 1; step < STEPS; step++) {
      const factor = 1 - ((1 - LEAST) * step) / STEPS;
      consider({ ...start, [end]: full[end] * factor });
    }
  }
  return best;
}

/** The extremes themselves, widened to hold 0. */
export function extremes(histogram: Histogram): Range {
  return { min: Math.min(histogram.min, 0), max: Math.max(histogram.max, 0) };
}

function rangeError(histogram: Histogram, range: Range, levels: number): number {
  const step = (range.max - range.min) / levels;
  const rounding = (step * step) / 12;
  let error = 0;
  histogram.forEach((x, count) => {
    const clipped = x < range.min ? range.min - x : x > range.max ? x - range.max : 0;
    error += count * (clipped > 0 ? clipped * clipped : rounding);
  });
  return error;
}

/**
 * The least number of 12 significant bits that is not below x > 0. Scales are rounded so: a last-bit difference
 * in a float evaluation then hardly ever changes an artefact, and scales print short.
 */
export function roundScale(x: number): number {
  let unit = powerOfTwo(-1000);
  while (unit * 2048 < x) unit *= 2;
  return Math.ceil(x / unit) * unit;
}
