/**
 * A binary interchange format of IEEE 754-2019, section 3.4. A finite number is
 * `(-1)^negative * significand * 2^exponent` with `significand < 2^precision`.
 */
export interface FloatFormat {
  readonly width: 32 | 64;
  /** Bits of a normal significand, the implicit one included. */
  readonly precision: number;
  /** Exponent of the leading bit of the largest and of the smallest normal number (emax, emin). */
  readonly maxExponent: number;
  readonly minExponent: number;
  /** The only NaN that an operation returns: quiet, positive, no payload. */
  readonly nan: bigint;
}

export const BINARY32: FloatFormat = {
  width: 32,
  precision: 24,
  maxExponent: 127,
  minExponent: -126,
  nan: 0x7fc00000n,
};

export const BINARY64: FloatFormat = {
  width: 64,
  precision: 53,
  maxExponent: 1023,
  minExponent: -1022,
  nan: 0x7ff8000000000000n,
};

/** What an operation gives: the bits of a number, and the exceptions that it signalled. */
export interface FloatResult {
  readonly bits: bigint;
  readonly flags: number;
}

/** Infinity of either sign. */
export function infinityOf(format: FloatFormat, negative: boolean): bigint {
  const exponentField = BigInt(2 * format.maxExponent + 1) << BigInt(format.precision - 1);
  return signOf(format, negative) | exponentField;
}

/** Zero of either sign. */
export function zeroOf(format: FloatFormat, negative: boolean): bigint {
  return signOf(format, negative);
}

/** The largest finite number of either sign. */
export function largestOf(format: FloatFormat, negative: boolean): bigint {
  return infinityOf(format, negative) - 1n;
}

function signOf(format: FloatFormat, negative: boolean): bigint {
  return negative ? 1n << BigInt(format.width - 1) : 0n;
}
