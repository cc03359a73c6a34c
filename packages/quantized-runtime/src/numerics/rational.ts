/** An exact fraction; `denominator` > 0, not necessarily reduced. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const bits = new DataView(new ArrayBuffer(8));

/** A finite binary64 number as the fraction that it is. */
export function rationalOf(x: number): Rational {
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const signed = raw >> 63n === 1n ? -mantissa : mantissa;
  const exponent = Math.max(biased, 1) - 1075;
  return exponent >= 0
    ? { numerator: signed << BigInt(exponent), denominator: 1n }
    : { numerator: signed, denominator: 1n << BigInt(-exponent) };
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

/** The nearest integer to `x * 10^18`, half toward +infinity; x finite. */
export function realToFixed(x: number): bigint {
  const { numerator, denominator } = rationalOf(x);
  return roundDivide(numerator * FIXED_ONE, denominator);
}

/** 1 in fixed point: numbers of contracts count units of 1e-18. */
export const FIXED_ONE = 10n ** 18n;
