import { ceilDivide, floorDivide, type Interval, shiftUp } from './interval.ts';
import { ln2 } from './ln2.ts';

/** `mantissa * 2^exponent`, the mantissa in units of `2^-bits` and about 1 to 2. */
export interface Scaled {
  readonly mantissa: Interval;
  readonly exponent: number;
}

/**
 * e^x for `x = significand * 2^exponent` (any sign, |x| < 2^10): `x = k ln 2 + r`, `0 <= r < ln 2` up to the
 * width of ln 2's enclosure, and a Taylor series for e^r. `bits >= -exponent`, so that x itself is exact.
 */
export function exponential(significand: bigint, exponent: number, bits: number): Scaled {
  const x = significand << BigInt(bits + exponent);
  const { low, high } = ln2(bits);
  const k = floorDivide(x, high);
  // k * ln 2 lies between these two, whatever k's sign.
  const [small, large] = k >= 0n ? [k * low, k * high] : [k * high, k * low];
  const r = { low: x - large, high: x - small };
  // With k negative, the lower end of r may fall below 0 by the width of the enclosure: there e^r >= 1 + r.
  const mantissa = {
    low: r.low >= 0n ? taylorBelow(r.low, bits) : (1n << BigInt(bits)) + r.low,
    high: taylorAbove(r.high, bits),
  };
  return { mantissa, exponent: Number(k) };
}

function taylorBelow(r: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  let term = 1n << shift;
  let total = 0n;
  for (let n = 1n; term > 0n; n += 1n) {
    total += term;
    term = ((term * r) >> shift) / n;
  }
  return total;
}

/** All terms rounded up, until one is at most a unit; as r < 1, the tail is then below two units. */
function taylorAbove(r: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  let term = 1n << shift;
  let total = 2n;
  for (let n = 1n; term > 1n; n += 1n) {
    total += term;
    term = ceilDivide(shiftUp(term * r, shift), n);
  }
  return total;
}
