import { bitLength } from '../bit-length.ts';
import { decode } from '../decode.ts';
import { Flag } from '../flags.ts';
import { BINARY32, type FloatResult, infinityOf, zeroOf } from '../format.ts';
import { exactly, invalid, propagateNaN } from '../operations/nan.ts';
import type { RoundingMode } from '../rounding.ts';
import type { Interval } from './interval.ts';
import { inverseTanh } from './inverse-tanh.ts';
import { ln2 } from './ln2.ts';
import { ONE } from './magnitude.ts';
import { roundEnclosure } from './round-enclosure.ts';

/**
 * ln x in binary32, correctly rounded. ln 0 is -infinity and `divideByZero`; that of a negative number is
 * invalid. ln x is irrational for every positive rational x but 1 (Lindemann).
 */
export function ln(a: bigint, mode: RoundingMode): FloatResult {
  const x = decode(BINARY32, a);
  if (x.class === 'nan') return propagateNaN(BINARY32, x)!;
  if (x.class === 'finite' && x.significand === 0n) {
    return { bits: infinityOf(BINARY32, true), flags: Flag.divideByZero };
  }
  if (x.negative) return invalid(BINARY32);
  if (x.class === 'infinite') return exactly(a);
  if (a === ONE.bits) return exactly(zeroOf(BINARY32, false));
  return roundEnclosure(
    BINARY32,
    a < ONE.bits,
    (bits) => ({ ...magnitudeOfLn(x.significand, x.exponent, bits), exponent: -bits }),
    mode,
  );
}

/**
 * |ln x| for `x = m * 2^k` with 2/3 <= m < 4/3: `ln x = k ln 2 + 2 artanh((m - 1) / (m + 1))`. Around m = 1 the
 * argument of artanh is at most 1/5 either way, and no cancellation occurs where ln x is near 0.
 */
function magnitudeOfLn(significand: bigint, exponent: number, bits: number): Interval {
  const length = bitLength(significand);
  // m = significand / 2^length lies in [1/2, 1); below 2/3, twice m lies in [1, 4/3).
  const shift = 3n * significand >= 1n << BigInt(length + 1) ? length : length - 1;
  const one = 1n << BigInt(shift);
  const k = BigInt(exponent + shift);
  const aboveOne = significand >= one;
  const half = inverseTanh(aboveOne ? significand - one : one - significand, significand + one, bits);
  const logarithm = aboveOne
    ? { low: 2n * half.low, high: 2n * half.high }
    : { low: -2n * half.high, high: -2n * half.low };
  const { low, high } = ln2(bits);
  const total = {
    low: logarithm.low + k * (k >= 0n ? low : high),
    high: logarithm.high + k * (k >= 0n ? high : low),
  };
  return total.high <= 0n ? { low: -total.high, high: -total.low } : total;
}
