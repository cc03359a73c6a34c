import { type Decoded, decode, type Finite } from '../decode.ts';
import { encode } from '../encode.ts';
import { type FloatFormat, type FloatResult, infinityOf, zeroOf } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import { exactly, invalid, propagateNaN } from './nan.ts';

/** `a * b`. Zero times infinity is invalid. */
export function multiply(format: FloatFormat, a: bigint, b: bigint, mode: RoundingMode): FloatResult {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.class === 'nan' || y.class === 'nan') return propagateNaN(format, x, y)!;
  const negative = x.negative !== y.negative;
  if (x.class === 'infinite' || y.class === 'infinite') {
    return isZero(x) || isZero(y) ? invalid(format) : exactly(infinityOf(format, negative));
  }
  const product = exactProduct(x, y);
  if (product.significand === 0n) return exactly(zeroOf(format, negative));
  return encode(format, { ...product, sticky: false }, mode);
}

/** `a * b`, twice as long as its factors. */
export function exactProduct(a: Finite, b: Finite): Finite {
  return {
    class: 'finite',
    negative: a.negative !== b.negative,
    significand: a.significand * b.significand,
    exponent: a.exponent + b.exponent,
  };
}

export function isZero(value: Decoded): boolean {
  return value.class === 'finite' && value.significand === 0n;
}
