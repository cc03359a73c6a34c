import type { ElementType, Profile } from '../../../graph/graph.ts';
import { roundScale } from '../calibrate/range.ts';
import { roundHalfUp } from '../math/multiplier.ts';
import type { Range } from '../math/range.ts';

/** How a value's integers stand for real numbers: `(q - zero) * scale`, with q in [low, high]. */
export interface Scheme {
  readonly scale: number;
  readonly zero: number;
  readonly low: number;
  readonly high: number;
}

export type IntegerProfile = Exclude<Profile, 'f32'>;

/** The element type of activations and the integers it may hold (N2). */
export const ACTIVATIONS: Readonly<
  Record<IntegerProfile, { type: ElementType; low: number; high: number; levels: number }>
> = {
  a16: { type: 'i16', low: -32767, high: 32767, levels: 65534 },
  a8: { type: 'i8', low: -128, high: 127, levels: 255 },
};

/**
 * Steps smaller than this count as this: numbers that small are 0 beside all others, and the scales that operators multiply and
 * divide stay where an artefact can hold them.
 */
const SMALLEST = 2 ** -60;

/** The scheme that covers `range`; in `a16` with integers up to ±`limit`. */
export function schemeFor(profile: IntegerProfile, range: Range, limit = 32767): Scheme {
  const { low, high } = ACTIVATIONS[profile];
  const empty = !(range.max > range.min);
  const { min, max } = empty ? { min: 0, max: 1 } : range;
  if (profile === 'a16') {
    return { scale: scaleOf(Math.max(-min, max) / limit), zero: 0, low: -limit, high: limit };
  }
  const scale = scaleOf((max - min) / (high - low));
  const zero = Math.min(Math.max(low - roundHalfUp(min / scale), low), high);
  return { scale, zero, low, high };
}

function scaleOf(step: number): number {
  return roundScale(Math.max(step, SMALLEST));
}

/** A real number as the scheme's nearest integer, held within its bounds. */
export function quantizeReal(x: number, scheme: Scheme): number {
  return Math.min(Math.max(roundHalfUp(x / scheme.scale) + scheme.zero, scheme.low), scheme.high);
}

/** Real numbers as integers of `scheme`, in the activation's own element type. */
export function quantizeArray(
  profile: IntegerProfile,
  data: ArrayLike<number>,
  scheme: Scheme,
): Int16Array | Int8Array {
  const result = profile === 'a16' ? new Int16Array(data.length) : new Int8Array(data.length);
  for (let i = 0; i < data.length; i++) result[i] = quantizeReal(data[i]!, scheme);
  return result;
}

export function sameScheme(a: Scheme, b: Scheme): boolean {
  return a.scale === b.scale && a.zero === b.zero;
}
