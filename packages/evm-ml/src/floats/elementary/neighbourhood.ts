import { encode } from '../encode.ts';
import type { FloatFormat, FloatResult } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';

/** Bits below a significand's last that place a number between it and its nearest midpoint. */
const EXTRA_BITS = 40;

/**
 * Rounds a number whose magnitude lies strictly between `significand * 2^exponent` and the midpoint above it
 * (`above`) or below it, without saying where.
 */
export function roundBeside(
  format: FloatFormat,
  beside: { readonly negative: boolean; readonly significand: bigint; readonly exponent: number },
  above: boolean,
  mode: RoundingMode,
): FloatResult {
  const shifted = beside.significand << BigInt(EXTRA_BITS);
  return encode(
    format,
    {
      negative: beside.negative,
      significand: above ? shifted : shifted - 1n,
      exponent: beside.exponent - EXTRA_BITS,
      sticky: true,
    },
    mode,
  );
}

/** A positive number too small for any format: rounds to zero or to the smallest subnormal. */
export function roundVanishing(format: FloatFormat, mode: RoundingMode): FloatResult {
  const exponent = 4 * format.minExponent;
  return encode(format, { negative: false, significand: 1n, exponent, sticky: false }, mode);
}
