/** An exact binary fraction, not necessarily reduced: `denominator` = 2^bits. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly bits: bigint;
}

const word = new DataView(new ArrayBuffer(8));

/** A finite binary64 number as the fraction that it is. */
export function rationalOf(x: number): Rational {
  word.setFloat64(0, x);
  const raw = word.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const signed = raw >> 63n === 1n ? -mantissa : mantissa;
  const exponent = Math.max(biased, 1) - 1075;
  return exponent >= 0
    ? { numerator: signed << BigInt(exponent), denominator: 1n, bits: 0n }
    : { numerator: signed, denominator: 1n << BigInt(-exponent), bits: BigInt(-exponent) };
}

/** Floor of `numerator / denominator`, denominator > 0. */
export function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** Nearest integer, half toward +infinity. denominator > 0. */
export function roundDivide(numerator: bigint, denominator: bigint): bigint {
  return floorDivide(2n * numerator + denominator, 2n * denominator);
}

/** `numerator / 2^bits` to the nearest integer, half toward +infinity. Shifts are far quicker than divisions. */
export function roundShift(numerator: bigint, bits: bigint): bigint {
  return bits === 0n ? numerator : (numerator + (1n << (bits - 1n))) >> bits;
}

/** The nearest integer to `x * 10^18`, half toward +infinity; x finite. */
export function realToFixed(x: number): bigint {
  const { numerator, bits: scale } = rationalOf(x);
  return roundShift(numerator * FIXED_ONE, scale);
}

/** 1 in fixed point: numbers of contracts count units of 1e-18. */
export const FIXED_ONE = 10n ** 18n;
