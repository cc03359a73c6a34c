import { encode } from '../encode.ts';
import type { FloatFormat, FloatResult } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import type { Interval } from './interval.ts';

/** A positive enclosure in units of `2^exponent`. */
export interface Enclosure extends Interval {
  readonly exponent: number;
}

const FIRST_BITS = 128;

/**
 * Ziv's strategy: encloses an irrational number ever more tightly, until every number inside the enclosure
 * rounds alike. That proves the rounding. It ends because an irrational number is no midpoint and no neighbour.
 */
export function roundEnclosure(
  format: FloatFormat,
  negative: boolean,
  enclose: (bits: number) => Enclosure,
  mode: RoundingMode,
): FloatResult {
  for (let bits = FIRST_BITS; ; bits *= 2) {
    const { low, high, exponent } = enclose(bits);
    // Sticky needs precision + 2 bits; a shorter lower end has too few correct digits anyway.
    if (low >> BigInt(format.precision + 1) === 0n) continue;
    // Everything strictly inside lies above `low` and above or inside the unit that `high` ends.
    const least = encode(format, { negative, significand: low, exponent, sticky: true }, mode);
    const most = encode(format, { negative, significand: high - 1n, exponent, sticky: true }, mode);
    if (least.bits === most.bits && least.flags === most.flags) return least;
  }
}
