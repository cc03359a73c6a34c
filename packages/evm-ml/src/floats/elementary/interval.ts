/**
 * Fixed-point intervals: the number lies in `[low, high]` units of `2^-bits`. Every step rounds `low` down and
 * `high` up, so that no analysis of errors is needed: an enclosure stays one.
 */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

export const floorDivide = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
};

/** For non-negative numerators. */
export const ceilDivide = (numerator: bigint, denominator: bigint): bigint =>
  (numerator + denominator - 1n) / denominator;

export const shiftUp = (value: bigint, bits: bigint): bigint => -(-value >> bits);
