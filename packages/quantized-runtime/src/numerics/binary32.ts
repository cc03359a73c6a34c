import { powerOfTwo } from './power-of-two.ts';
import { FIXED_ONE } from './rational.ts';

/** The largest finite binary32 number. */
export const LARGEST_BINARY32 = 3.4028234663852886e38;

/** Number of binary digits of n >= 0. */
function bitLength(n: bigint): number {
  return n === 0n ? 0 : n.toString(2).length;
}

/**
 * The binary32 number nearest to `fixed * 1e-18`, ties to even, saturating at the largest finite one.
 * Exact: the quotient is taken to 30 digits or more with a sticky last one, so that going from binary64 to
 * binary32 is the only rounding. (1e-18 is far above the smallest normal number: nothing is subnormal.)
 */
export function fixedToBinary32(fixed: bigint): number {
  const magnitude = fixed < 0n ? -fixed : fixed;
  if (magnitude === 0n) return 0;
  const scale = 30 - (bitLength(magnitude) - bitLength(FIXED_ONE));
  const numerator = scale > 0 ? magnitude << BigInt(scale) : magnitude;
  const denominator = scale > 0 ? FIXED_ONE : FIXED_ONE << BigInt(-scale);
  const quotient = numerator / denominator;
  const sticky = quotient * denominator === numerator ? 0n : 1n;
  const exact = Number((quotient << 1n) | sticky) * powerOfTwo(-scale - 1);
  const rounded = Math.min(Math.fround(exact), LARGEST_BINARY32);
  return fixed < 0n ? -rounded : rounded;
}

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** The least binary32 number above x, itself one; NaN above infinity and NaN. */
export function nextAbove(x: number): number {
  if (x === 0) return powerOfTwo(-149);
  FLOAT[0] = x;
  BITS[0]! += x < 0 ? -1 : 1;
  return FLOAT[0]!;
}
