import { decode } from '../decode.ts';
import { BINARY32, type FloatResult, zeroOf } from '../format.ts';
import { exactly, propagateNaN } from '../operations/nan.ts';
import type { RoundingMode } from '../rounding.ts';
import { exponential } from './exponential.ts';
import { ceilDivide, shiftUp } from './interval.ts';
import { HALF, isBelow, ONE } from './magnitude.ts';
import { roundBeside, roundVanishing } from './neighbourhood.ts';
import { type Enclosure, roundEnclosure } from './round-enclosure.ts';

/** 1 / (1 + e^-x) in binary32, correctly rounded; irrational for every rational x but 0 (Lindemann). */
export function sigmoid(a: bigint, mode: RoundingMode): FloatResult {
  const x = decode(BINARY32, a);
  if (x.class === 'nan') return propagateNaN(BINARY32, x)!;
  if (x.class === 'infinite') return exactly(x.negative ? zeroOf(BINARY32, false) : ONE.bits);
  if (x.significand === 0n) return exactly(HALF.bits);
  // |sigmoid x - 1/2| < |x| / 4: nearer to 1/2 than half of the gap below 1/2, 2^-26.
  if (isBelow(x, -25)) return roundBeside(BINARY32, HALF, !x.negative, mode);
  // 1 - sigmoid x < e^-x, and sigmoid -x < e^-x < 2^-150 from 128 on.
  if (!x.negative && !isBelow(x, 5)) return roundBeside(BINARY32, ONE, false, mode);
  if (x.negative && !isBelow(x, 7)) return roundVanishing(BINARY32, mode);
  return roundEnclosure(
    BINARY32,
    false,
    (bits) => encloseSigmoid(x.significand, x.exponent, x.negative, bits),
    mode,
  );
}

/** With `t = e^-|x| = mantissa * 2^exponent`: `1 / (1 + t)`, or `t / (1 + t)` for negative x. */
function encloseSigmoid(significand: bigint, exponent: number, negative: boolean, bits: number): Enclosure {
  const { mantissa, exponent: power } = exponential(-significand, exponent, bits);
  const scale = BigInt(bits);
  const one = 1n << scale;
  const shift = BigInt(-power);
  const least = one + (mantissa.low >> shift);
  const most = one + shiftUp(mantissa.high, shift);
  if (!negative) {
    return { low: (one << scale) / most, high: ceilDivide(one << scale, least), exponent: -bits };
  }
  return {
    low: (mantissa.low << scale) / most,
    high: ceilDivide(mantissa.high << scale, least),
    exponent: power - bits,
  };
}
