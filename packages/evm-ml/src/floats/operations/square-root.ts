import { bitLength } from '../bit-length.ts';
import { decode } from '../decode.ts';
import { encode } from '../encode.ts';
import type { FloatFormat, FloatResult } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import { exactly, invalid, propagateNaN } from './nan.ts';

/** The square root. That of -0 is -0; those of other negative numbers are invalid. */
export function squareRoot(format: FloatFormat, a: bigint, mode: RoundingMode): FloatResult {
  const x = decode(format, a);
  if (x.class === 'nan') return propagateNaN(format, x)!;
  if (x.class === 'finite' && x.significand === 0n) return exactly(a);
  if (x.negative) return invalid(format);
  if (x.class === 'infinite') return exactly(a);

  let shift = Math.max(2 * (format.precision + 3) - bitLength(x.significand), 0);
  if ((x.exponent - shift) % 2 !== 0) shift += 1;
  const radicand = x.significand << BigInt(shift);
  const significand = integerSquareRoot(radicand);
  const sticky = significand * significand !== radicand;
  return encode(format, { negative: false, significand, exponent: (x.exponent - shift) / 2, sticky }, mode);
}

/** `floor(sqrt(n))` of a positive integer, by Newton's iteration from above. */
export function integerSquareRoot(n: bigint): bigint {
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
