import { decode } from '../decode.ts';
import { Flag } from '../flags.ts';
import { type FloatFormat, type FloatResult, zeroOf } from '../format.ts';
import { divideMagnitude, type RoundingMode, roundMagnitude } from '../rounding.ts';
import { exactly } from './nan.ts';
import { encodeRatio } from './quotient.ts';

/** Units in one: whole numbers, and the 1e-18 of Solidity's fixed point. */
export const INTEGER_UNIT = 1n;
export const FIXED_UNIT = 10n ** 18n;

const INT256_MAX = 2n ** 255n - 1n;
const INT256_MIN = -(2n ** 255n);

export interface IntegerResult {
  readonly value: bigint;
  readonly flags: number;
}

/** `value / unit`, rounded. */
export function fromFixed(format: FloatFormat, value: bigint, unit: bigint, mode: RoundingMode): FloatResult {
  if (value === 0n) return exactly(zeroOf(format, false));
  const negative = value < 0n;
  const ratio = { negative, numerator: negative ? -value : value, denominator: unit, exponent: 0 };
  return encodeRatio(format, ratio, mode);
}

/**
 * `a * unit`, rounded to an int256. What does not fit is invalid and gives the nearest int256; a NaN gives the
 * largest, as RISC-V's conversions do.
 */
export function toFixed(format: FloatFormat, a: bigint, unit: bigint, mode: RoundingMode): IntegerResult {
  const x = decode(format, a);
  if (x.class === 'nan') return { value: INT256_MAX, flags: Flag.invalid };
  if (x.class === 'infinite') return outOfRange(x.negative);
  const scale = BigInt(Math.abs(x.exponent));
  const { quotient, discarded } =
    x.exponent >= 0
      ? divideMagnitude((x.significand * unit) << scale, 1n)
      : divideMagnitude(x.significand * unit, 1n << scale);
  const magnitude = roundMagnitude(quotient, discarded, x.negative, mode);
  const value = x.negative ? -magnitude : magnitude;
  if (value > INT256_MAX || value < INT256_MIN) return outOfRange(x.negative);
  return { value, flags: discarded === 'none' ? 0 : Flag.inexact };
}

function outOfRange(negative: boolean): IntegerResult {
  return { value: negative ? INT256_MIN : INT256_MAX, flags: Flag.invalid };
}
