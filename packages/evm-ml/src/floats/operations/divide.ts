import { decode } from '../decode.ts';
import { Flag } from '../flags.ts';
import { type FloatFormat, type FloatResult, infinityOf, zeroOf } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import { exactly, invalid, propagateNaN } from './nan.ts';
import { encodeRatio } from './quotient.ts';

/** `a / b`. `0 / 0` and `inf / inf` are invalid; a finite number by zero is infinite and `divideByZero`. */
export function divide(format: FloatFormat, a: bigint, b: bigint, mode: RoundingMode): FloatResult {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.class === 'nan' || y.class === 'nan') return propagateNaN(format, x, y)!;
  const negative = x.negative !== y.negative;
  if (x.class === 'infinite') {
    return y.class === 'infinite' ? invalid(format) : exactly(infinityOf(format, negative));
  }
  if (y.class === 'infinite') return exactly(zeroOf(format, negative));
  if (y.significand === 0n) {
    if (x.significand === 0n) return invalid(format);
    return { bits: infinityOf(format, negative), flags: Flag.divideByZero };
  }
  if (x.significand === 0n) return exactly(zeroOf(format, negative));
  const exponent = x.exponent - y.exponent;
  return encodeRatio(
    format,
    { negative, numerator: x.significand, denominator: y.significand, exponent },
    mode,
  );
}
