import { bitLength } from '../bit-length.ts';
import type { Finite } from '../decode.ts';

/** |x| < 2^power, for x other than zero. */
export function isBelow(x: Finite, power: number): boolean {
  return bitLength(x.significand) + x.exponent <= power;
}

/** 1 and 1/2 of binary32. */
export const ONE = { bits: 0x3f800000n, negative: false, significand: 1n << 23n, exponent: -23 } as const;
export const HALF = { bits: 0x3f000000n, negative: false, significand: 1n << 23n, exponent: -24 } as const;
