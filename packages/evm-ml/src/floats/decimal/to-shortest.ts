import { decode, type Finite } from '../decode.ts';
import type { FloatFormat } from '../format.ts';
import { decimalExponent, magnitudeOf, scaleDown } from './powers.ts';
import { scientific } from './to-decimal.ts';

/**
 * The shortest decimal that nearest-even reading turns back into the same number, the closest of several, laid
 * out as ECMAScript does (ECMA-262, Number::toString); -0 keeps its sign. Steele and White's free-format
 * algorithm in exact integers.
 */
export function toShortest(format: FloatFormat, a: bigint): string {
  const x = decode(format, a);
  if (x.class === 'nan') return 'NaN';
  const sign = x.negative ? '-' : '';
  if (x.class === 'infinite') return `${sign}Infinity`;
  if (x.significand === 0n) return `${sign}0`;
  const { digits, power } = shortestDigits(format, x);
  return sign + layOut(digits, power + 1);
}

/** Digits `d1 d2 ...` and the power of ten of the first. */
function shortestDigits(
  format: FloatFormat,
  value: Finite,
): { readonly digits: string; readonly power: number } {
  // All quantities are in quarters of the last place: the gap below a power of two is half as wide.
  const quarters = magnitudeOf({ ...value, significand: value.significand * 4n });
  const quarter = magnitudeOf({ ...value, significand: 1n });
  const smallest = format.minExponent - (format.precision - 1);
  const narrow = value.significand === 1n << BigInt(format.precision - 1) && value.exponent > smallest;
  const even = (value.significand & 1n) === 0n;

  // The power of ten comes from the upper end of the interval: 9.5 may be written as 1e1.
  const common = quarters.denominator;
  const upper = quarters.numerator + 2n * quarter.numerator;
  let power = decimalExponent({ numerator: upper, denominator: common * 4n });
  const scaled = scaleDown({ numerator: 1n, denominator: common * 4n }, power);
  const unit = scaled.denominator;
  let rest = quarters.numerator * scaled.numerator;
  let above = 2n * quarter.numerator * scaled.numerator;
  let below = (narrow ? 1n : 2n) * quarter.numerator * scaled.numerator;
  if (!even && rest + above === unit) {
    // The upper end itself is a power of ten and does not belong to the interval.
    power -= 1;
    rest *= 10n;
    above *= 10n;
    below *= 10n;
  }

  let digits = '';
  for (;;) {
    const digit = rest / unit;
    rest -= digit * unit;
    const low = even ? rest <= below : rest < below;
    const high = even ? rest + above >= unit : rest + above > unit;
    if (low || high) {
      const twice = rest * 2n;
      const roundUp = !low || (high && (twice > unit || (twice === unit && (digit & 1n) === 1n)));
      return { digits: digits + (digit + (roundUp ? 1n : 0n)).toString(), power };
    }
    digits += digit.toString();
    rest *= 10n;
    above *= 10n;
    below *= 10n;
  }
}

/** ECMA-262's layout; `point` is the number of digits before the decimal point. */
function layOut(digits: string, point: number): string {
  const count = digits.length;
  if (count <= point && point <= 21) return digits + '0'.repeat(point - count);
  if (0 < point && point <= 21) return `${digits.slice(0, point)}.${digits.slice(point)}`;
  if (-6 < point && point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return scientific(digits, point - 1);
}
