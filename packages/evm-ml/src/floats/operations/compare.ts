import { type Decoded, decode } from '../decode.ts';
import { Flag } from '../flags.ts';
import type { FloatFormat } from '../format.ts';

/** The four relations of IEEE 754-2019, section 5.11. */
export const Relation = { less: -1, equal: 0, greater: 1, unordered: 2 } as const;

export type RelationCode = (typeof Relation)[keyof typeof Relation];

/**
 * How `a` relates to `b`; a NaN is unordered with everything, and -0 equals +0. `invalid` is signalled for a
 * signaling NaN and, if `signaling`, for any NaN.
 */
export function compare(
  format: FloatFormat,
  a: bigint,
  b: bigint,
  signaling: boolean,
): { readonly relation: RelationCode; readonly flags: number } {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.class === 'nan' || y.class === 'nan') {
    const signals = signaling || isSignaling(x) || isSignaling(y);
    return { relation: Relation.unordered, flags: signals ? Flag.invalid : 0 };
  }
  return { relation: order(key(format, a), key(format, b)), flags: 0 };
}

function isSignaling(value: Decoded): boolean {
  return value.class === 'nan' && value.signaling;
}

/** Numbers in their order: magnitudes order as their encodings do, and both zeros give 0. */
function key(format: FloatFormat, bits: bigint): bigint {
  const sign = 1n << BigInt(format.width - 1);
  return bits >= sign ? sign - bits : bits;
}

function order(a: bigint, b: bigint): RelationCode {
  if (a === b) return Relation.equal;
  return a < b ? Relation.less : Relation.greater;
}
