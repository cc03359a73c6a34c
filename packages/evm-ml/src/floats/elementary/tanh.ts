import { decode } from '../decode.ts';
import { BINARY32, type FloatResult } from '../format.ts';
import { exactly, propagateNaN } from '../operations/nan.ts';
import type { RoundingMode } from '../rounding.ts';
import { exponential } from './exponential.ts';
import { ceilDivide, shiftUp } from './interval.ts';
import { isBelow, ONE } from './magnitude.ts';
import { roundBeside } from './neighbourhood.ts';
import { type Enclosure, roundEnclosure } from './round-enclosure.ts';

/** tanh x in binary32, correctly rounded. tanh x is irrational for every rational x but 0 (Lindemann). */
export function tanh(a: bigint, mode: RoundingMode): FloatResult {
  const x = decode(BINARY32, a);
  if (x.class === 'nan') return propagateNaN(BINARY32, x)!;
  const { negative } = x;
  if (x.class === 'infinite') return exactly(ONE.bits | (negative ? 1n << 31n : 0n));
  if (x.significand === 0n) return exactly(a);
  // x - x^3/3 < tanh x < x: nearer to x than half of any gap below x, as x^2/3 < 2^-27.
  if (isBelow(x, -13)) return roundBeside(BINARY32, x, false, mode);
  // 1 - tanh x < 2 e^-2x < 2^-45.
  if (!isBelow(x, 4)) return roundBeside(BINARY32, { ...ONE, negative }, false, mode);
  return roundEnclosure(BINARY32, negative, (bits) => encloseTanh(x.significand, x.exponent, bits), mode);
}

/** (1 - u) / (1 + u) with u = e^-2x: falls as u grows. */
function encloseTanh(significand: bigint, exponent: number, bits: number): Enclosure {
  const scaled = exponential(-significand, exponent + 1, bits);
  const one = 1n << BigInt(bits);
  // -2x < 0, hence u < 1 and the exponent is negative.
  const shift = BigInt(-scaled.exponent);
  const smallest = scaled.mantissa.low >> shift;
  const largest = shiftUp(scaled.mantissa.high, shift);
  return {
    low: ((one - largest) << BigInt(bits)) / (one + largest),
    high: ceilDivide((one - smallest) << BigInt(bits), one + smallest),
    exponent: -bits,
  };
}
