import { decode, type Finite } from '../decode.ts';
import { encode } from '../encode.ts';
import { BINARY32, type FloatResult, zeroOf } from '../format.ts';
import { exactly, propagateNaN } from '../operations/nan.ts';
import type { RoundingMode } from '../rounding.ts';
import { exponential } from './exponential.ts';
import { isBelow, ONE } from './magnitude.ts';
import { roundBeside, roundVanishing } from './neighbourhood.ts';
import { roundEnclosure } from './round-enclosure.ts';

/** e^x in binary32, correctly rounded. e^x is irrational for every rational x but 0 (Lindemann). */
export function exp(a: bigint, mode: RoundingMode): FloatResult {
  const x = decode(BINARY32, a);
  if (x.class === 'nan') return propagateNaN(BINARY32, x)!;
  if (x.class === 'infinite') return exactly(x.negative ? zeroOf(BINARY32, false) : a);
  if (x.significand === 0n) return exactly(ONE.bits);
  // Nearer to 1 than half of the gap below 1, 2^-25.
  if (isBelow(x, -26)) return roundBeside(BINARY32, ONE, !x.negative, mode);
  // e^128 > 2^128 and e^-128 < 2^-150.
  if (!isBelow(x, 7)) return beyondRange(x, mode);
  const signed = x.negative ? -x.significand : x.significand;
  return roundEnclosure(
    BINARY32,
    false,
    (bits) => {
      const { mantissa, exponent } = exponential(signed, x.exponent, bits);
      return { ...mantissa, exponent: exponent - bits };
    },
    mode,
  );
}

function beyondRange(x: Finite, mode: RoundingMode): FloatResult {
  if (x.negative) return roundVanishing(BINARY32, mode);
  const exponent = BINARY32.maxExponent + 1;
  return encode(BINARY32, { negative: false, significand: 1n, exponent, sticky: false }, mode);
}
