import { decode } from '../decode.ts';
import { Flag } from '../flags.ts';
import { type FloatFormat, type FloatResult, infinityOf } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import { exactProduct, isZero } from './multiply.ts';
import { exactly, invalid, propagateNaN } from './nan.ts';
import { sum } from './sum.ts';

/** `a * b + c` with one rounding. Zero times infinity is invalid even if `c` is a NaN, as in RISC-V. */
export function fusedMultiplyAdd(
  format: FloatFormat,
  a: bigint,
  b: bigint,
  c: bigint,
  mode: RoundingMode,
): FloatResult {
  const x = decode(format, a);
  const y = decode(format, b);
  const z = decode(format, c);
  const zeroTimesInfinity = (isZero(x) && y.class === 'infinite') || (x.class === 'infinite' && isZero(y));
  if (x.class === 'nan' || y.class === 'nan' || z.class === 'nan') {
    const { bits, flags } = propagateNaN(format, x, y, z)!;
    return { bits, flags: zeroTimesInfinity ? Flag.invalid : flags };
  }
  if (zeroTimesInfinity) return invalid(format);
  const negative = x.negative !== y.negative;
  if (x.class === 'infinite' || y.class === 'infinite') {
    const opposite = z.class === 'infinite' && z.negative !== negative;
    return opposite ? invalid(format) : exactly(infinityOf(format, negative));
  }
  if (z.class === 'infinite') return exactly(c);
  return sum(format, exactProduct(x, y), z, mode);
}
