import type { Finite } from '../decode.ts';
import { encode } from '../encode.ts';
import { type FloatFormat, type FloatResult, zeroOf } from '../format.ts';
import { Rounding, type RoundingMode } from '../rounding.ts';
import { exactly } from './nan.ts';

/** `a + b` of finite numbers of any length, exact, then rounded once. */
export function sum(format: FloatFormat, a: Finite, b: Finite, mode: RoundingMode): FloatResult {
  const exponent = Math.min(a.exponent, b.exponent);
  const total = align(a, exponent) + align(b, exponent);
  if (total === 0n) return exactly(zeroOf(format, zeroIsNegative(a, b, mode)));
  const negative = total < 0n;
  return encode(format, { negative, significand: negative ? -total : total, exponent, sticky: false }, mode);
}

function align(value: Finite, exponent: number): bigint {
  const magnitude = value.significand << BigInt(value.exponent - exponent);
  return value.negative ? -magnitude : magnitude;
}

/** Equal signs keep theirs; opposite ones give +0, or -0 rounding downward (IEEE 754-2019, 6.3). */
function zeroIsNegative(a: Finite, b: Finite, mode: RoundingMode): boolean {
  return a.negative === b.negative ? a.negative : mode === Rounding.downward;
}
