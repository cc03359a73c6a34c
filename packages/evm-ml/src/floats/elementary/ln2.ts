import type { Interval } from './interval.ts';
import { inverseTanh } from './inverse-tanh.ts';

const known = new Map<number, Interval>();

/** ln 2 = 2 artanh(1/3), in units of `2^-bits`. */
export function ln2(bits: number): Interval {
  let value = known.get(bits);
  if (!value) {
    value = inverseTanh(1n, 3n, bits);
    value = { low: 2n * value.low, high: 2n * value.high };
    known.set(bits, value);
  }
  return value;
}
