import { decode } from '../decode.ts';
import { Flag } from '../flags.ts';
import type { FloatFormat } from '../format.ts';
import { divideMagnitude, type RoundingMode, roundMagnitude } from '../rounding.ts';
import { decimalExponent, magnitudeOf, scaleDown } from './powers.ts';

/** As many digits as the longest exact binary64 number has. */
export const MAX_DECIMAL_DIGITS = 767;

export interface TextResult {
  readonly text: string;
  readonly flags: number;
}

/**
 * The number with `digits` significant decimal digits (1 to 767), rounded once (IEEE 754-2019, 5.12.2):
 * `d.ddde+x`. A signaling NaN is invalid.
 */
export function toDecimal(format: FloatFormat, a: bigint, digits: number, mode: RoundingMode): TextResult {
  const x = decode(format, a);
  if (x.class === 'nan') return { text: 'NaN', flags: x.signaling ? Flag.invalid : 0 };
  const sign = x.negative ? '-' : '';
  if (x.class === 'infinite') return { text: `${sign}Infinity`, flags: 0 };
  if (x.significand === 0n) return { text: sign + scientific('0'.repeat(digits), 0), flags: 0 };

  const magnitude = magnitudeOf(x);
  const power = decimalExponent(magnitude);
  const { numerator, denominator } = scaleDown(magnitude, power - digits + 1);
  const { quotient, discarded } = divideMagnitude(numerator, denominator);
  const text = roundMagnitude(quotient, discarded, x.negative, mode).toString();
  const flags = discarded === 'none' ? 0 : Flag.inexact;
  // 9.99 may have become 10.00: one digit more, all zeros but the first.
  const carry = text.length - digits;
  return { text: sign + scientific(text.slice(0, digits), power + carry), flags };
}

/** `d.ddde+x` */
export function scientific(digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}
