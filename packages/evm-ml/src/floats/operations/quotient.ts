import { bitLength } from '../bit-length.ts';
import { encode } from '../encode.ts';
import type { FloatFormat, FloatResult } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';

/** A positive or negative ratio of positive integers, times `2^exponent`. */
export interface Ratio {
  readonly negative: boolean;
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly exponent: number;
}

/** The ratio, rounded once. */
export function encodeRatio(format: FloatFormat, ratio: Ratio, mode: RoundingMode): FloatResult {
  const missing = format.precision + 3 + bitLength(ratio.denominator) - bitLength(ratio.numerator);
  const shift = Math.max(missing, 0);
  const numerator = ratio.numerator << BigInt(shift);
  const significand = numerator / ratio.denominator;
  const sticky = significand * ratio.denominator !== numerator;
  return encode(
    format,
    { negative: ratio.negative, significand, exponent: ratio.exponent - shift, sticky },
    mode,
  );
}
