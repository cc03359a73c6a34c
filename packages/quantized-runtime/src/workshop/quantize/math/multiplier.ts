import { powerOfTwo } from '../../../numerics/power-of-two.ts';

/** A positive real factor as M * 2^-s with 2^20 <= M < 2^21 and 1 <= s <= 52 (spec/numerics.md, N3). */
export interface Multiplier {
  readonly mult: number;
  readonly shift: number;
}

/** The least and the greatest factor that N3 can express. */
export const LEAST_FACTOR = powerOfTwo(-32);
export const GREATEST_FACTOR = (powerOfTwo(21) - 1) / 2;

const LOW = powerOfTwo(20);

/** The multiplier nearest to `factor`; factors outside N3's reach are brought to its ends. */
export function toMultiplier(factor: number): Multiplier {
  const { mult, shift } = scaleUp(Math.min(Math.max(factor, LEAST_FACTOR), GREATEST_FACTOR));
  return mult === 2 * LOW ? { mult: LOW, shift: shift - 1 } : { mult, shift };
}

/** Two factors with one shared shift, the larger with full precision (N6). */
export function toSharedMultipliers(a: number, b: number): { mults: [number, number]; shift: number } {
  const { shift } = toMultiplier(Math.max(a, b));
  const unit = powerOfTwo(shift);
  return { mults: [roundHalfUp(a * unit), roundHalfUp(b * unit)], shift };
}

/** Like `toSharedMultipliers` with one bit less, so that two products of int32 and M sum exactly. */
export function toGateMultipliers(a: number, b: number): { mults: [number, number]; shift: number } {
  const shift = toMultiplier(Math.max(a, b)).shift - 1;
  const unit = powerOfTwo(shift);
  const mult = (factor: number): number => Math.min(roundHalfUp(factor * unit), LOW - 1);
  return { mults: [mult(a), mult(b)], shift };
}

/** Half toward plus infinity, the one rounding of this project. */
export function roundHalfUp(x: number): number {
  return Math.floor(x + 0.5);
}

function scaleUp(factor: number): Multiplier {
  let [m, shift] = [factor, 0];
  for (; m < LOW; shift++) m *= 2;
  for (; m >= 2 * LOW; shift--) m /= 2;
  return { mult: roundHalfUp(m), shift };
}
