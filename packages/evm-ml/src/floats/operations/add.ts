import { decode } from '../decode.ts';
import { type FloatFormat, type FloatResult, infinityOf } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import { exactly, invalid, propagateNaN } from './nan.ts';
import { sum } from './sum.ts';

/** `a + b`. Infinities of opposite signs are invalid. */
export function add(format: FloatFormat, a: bigint, b: bigint, mode: RoundingMode): FloatResult {
  const x = decode(format, a);
  const y = decode(format, b);
  if (x.class === 'nan' || y.class === 'nan') return propagateNaN(format, x, y)!;
  if (x.class === 'infinite') {
    const opposite = y.class === 'infinite' && y.negative !== x.negative;
    return opposite ? invalid(format) : exactly(infinityOf(format, x.negative));
  }
  if (y.class === 'infinite') return exactly(infinityOf(format, y.negative));
  return sum(format, x, y, mode);
}
