import { applyFour } from './functions';
import { canonical } from './nan';
import { storePart } from './store';

/** y = fn(x) for `count` binary32. Reads up to 12 bytes behind x. */
export function unaryF32(fn: u32, x: usize, y: usize, count: u32, alpha: f64, beta: f64): void {
  const a = f64x2.splat(alpha);
  const b = f64x2.splat(beta);
  for (let i: u32 = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    const v = canonical(applyFour(fn, v128.load(x + at), a, b));
    if (count - i >= 4) v128.store(y + at, v);
    else storePart(y + at, v, (count - i) << 2);
  }
}
