import { powerOfTwo } from './power-of-two.ts';

/**
 * Rule N3 without the clamp: `floor((acc * mult + 2^(shift-1)) / 2^shift)`, half toward +infinity.
 * acc int32, 2^20 <= mult < 2^21, 1 <= shift <= 52. Exact: |acc * mult| + 2^(shift-1) < 2^53, and scaling a
 * binary64 number by a power of two loses nothing.
 */
export function requantize(acc: number, mult: number, shift: number): number {
  return Math.floor((acc * mult + powerOfTwo(shift - 1)) / powerOfTwo(shift));
}

/**
 * The same with the factor `mult * 2^-shift` computed beforehand: `floor(acc * factor + 1/2)`. Exact for the
 * same reason: `acc * factor + 1/2` is an integer below 2^53 times 2^-shift.
 */
export function requantizeBy(acc: number, factor: number): number {
  return Math.floor(acc * factor + 0.5);
}

/** `mult * 2^-shift`, exact. */
export function requantizeFactor(mult: number, shift: number): number {
  return mult * powerOfTwo(-shift);
}

/**
 * Rule O6: the same formula for exact integers |acc| < 2^46 with 24 <= shift <= 52. The accumulator is cut into
 * a high and a low part so that every step stays below 2^53.
 */
export function requantizeWide(acc: number, mult: number, shift: number): number {
  const high = Math.floor(acc / 2 ** 24);
  const low = acc - high * 2 ** 24;
  const carry = Math.floor((low * mult + powerOfTwo(shift - 1)) / 2 ** 24);
  return Math.floor((high * mult + carry) / powerOfTwo(shift - 24));
}

/** Clamps to [min, max]. */
export function clampTo(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
