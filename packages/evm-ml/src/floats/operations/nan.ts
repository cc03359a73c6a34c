import type { Decoded } from '../decode.ts';
import { Flag } from '../flags.ts';
import type { FloatFormat, FloatResult } from '../format.ts';

/** If an operand is a NaN: the canonical NaN, signaling `invalid` for a signaling one. Else undefined. */
export function propagateNaN(format: FloatFormat, ...operands: readonly Decoded[]): FloatResult | undefined {
  let found = false;
  let flags = 0;
  for (const operand of operands) {
    if (operand.class !== 'nan') continue;
    found = true;
    if (operand.signaling) flags = Flag.invalid;
  }
  return found ? { bits: format.nan, flags } : undefined;
}

/** The result of an operation that has none, such as `0 / 0`. */
export function invalid(format: FloatFormat): FloatResult {
  return { bits: format.nan, flags: Flag.invalid };
}

/** A result that needs no rounding. */
export function exactly(bits: bigint): FloatResult {
  return { bits, flags: 0 };
}
