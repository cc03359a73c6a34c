import { decode } from '../decode.ts';
import { encode } from '../encode.ts';
import { type FloatFormat, type FloatResult, infinityOf, zeroOf } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import { exactly, propagateNaN } from './nan.ts';

/** The same number in another format; exact from binary32 to binary64. */
export function convert(from: FloatFormat, to: FloatFormat, a: bigint, mode: RoundingMode): FloatResult {
  const x = decode(from, a);
  if (x.class === 'nan') return propagateNaN(to, x)!;
  if (x.class === 'infinite') return exactly(infinityOf(to, x.negative));
  if (x.significand === 0n) return exactly(zeroOf(to, x.negative));
  return encode(to, { ...x, sticky: false }, mode);
}
