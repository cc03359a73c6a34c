import { decode } from '../decode.ts';
import { encode } from '../encode.ts';
import { type FloatFormat, type FloatResult, zeroOf } from '../format.ts';
import { Rounding } from '../rounding.ts';
import { exactly, invalid, propagateNaN } from './nan.ts';

/**
 * `a - b * n`, with n the integer nearest to `a / b`, the even one of two (IEEE 754-2019, 5.3.1). Always exact.
 * The remainder of an infinity and the remainder by zero are invalid.
 */
export function remainder(format: FloatFormat, a: bigint, b: bigint): FloatResult {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.class === 'nan' || y.class === 'nan') return propagateNaN(format, x, y)!;
  if (x.class === 'infinite') return invalid(format);
  if (y.class === 'infinite') return exactly(a);
  if (y.significand === 0n) return invalid(format);

  const exponent = Math.min(x.exponent, y.exponent);
  const dividend = x.significand << BigInt(x.exponent - exponent);
  const divisor = y.significand << BigInt(y.exponent - exponent);
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  const twice = rest << 1n;
  const beyond = twice > divisor || (twice === divisor && (quotient & 1n) === 1n);
  const significand = beyond ? divisor - rest : rest;
  if (significand === 0n) return exactly(zeroOf(format, x.negative));
  const negative = x.negative !== beyond;
  return encode(format, { negative, significand, exponent, sticky: false }, Rounding.nearestEven);
}
