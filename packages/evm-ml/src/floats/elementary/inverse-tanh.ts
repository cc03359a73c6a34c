import { ceilDivide, type Interval, shiftUp } from './interval.ts';

/** artanh(n / d) = sum of z^(2k+1) / (2k+1), for 0 <= n / d <= 1/3, in units of `2^-bits`. */
export function inverseTanh(n: bigint, d: bigint, bits: number): Interval {
  const shift = BigInt(bits);
  const numerator = n << shift;
  return {
    low: seriesBelow(numerator / d, shift),
    high: seriesAbove(ceilDivide(numerator, d), shift),
  };
}

function seriesBelow(z: bigint, shift: bigint): bigint {
  const square = (z * z) >> shift;
  let power = z;
  let total = 0n;
  for (let k = 1n; power > 0n; k += 2n) {
    total += power / k;
    power = (power * square) >> shift;
  }
  return total;
}

/** All terms rounded up, until a power is at most one unit; the tail is then below two. */
function seriesAbove(z: bigint, shift: bigint): bigint {
  const square = shiftUp(z * z, shift);
  let power = z;
  let total = 2n;
  for (let k = 1n; power > 1n; k += 2n) {
    total += ceilDivide(power, k);
    power = shiftUp(power * square, shift);
  }
  return total;
}
