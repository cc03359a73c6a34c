import { bitLength } from '../bit-length.ts';
import type { Finite } from '../decode.ts';

/** A positive rational number. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The magnitude of a number other than zero as a ratio of integers. */
export function magnitudeOf(value: Finite): Rational {
  return value.exponent >= 0
    ? { numerator: value.significand << BigInt(value.exponent), denominator: 1n }
    : { numerator: value.significand, denominator: 1n << BigInt(-value.exponent) };
}

/** `value / 10^power`. */
export function scaleDown(value: Rational, power: number): Rational {
  const factor = 10n ** BigInt(Math.abs(power));
  return power >= 0
    ? { numerator: value.numerator, denominator: value.denominator * factor }
    : { numerator: value.numerator * factor, denominator: value.denominator };
}

/** The k with `10^k <= value < 10^(k + 1)`. */
export function decimalExponent(value: Rational): number {
  const bits = bitLength(value.numerator) - bitLength(value.denominator);
  // 1233 / 4096 is a little below log10(2): the estimate is at most a few too small or too large.
  let power = Math.floor((bits * 1233) / 4096);
  while (!lessThanPower(value, power + 1)) power += 1;
  while (lessThanPower(value, power)) power -= 1;
  return power;
}

function lessThanPower(value: Rational, power: number): boolean {
  const { numerator, denominator } = scaleDown(value, power);
  return numerator < denominator;
}
