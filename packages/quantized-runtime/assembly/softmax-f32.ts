import { exp, log } from './elementary';
import { canonical } from './nan';
import { storePart } from './store';

/** What the logarithm of a dropped entry is: the lowest finite number. */
const LOWEST: f32 = -3.4028234663852886e38;

/** e^x of four binary32. */
@inline
function expFour(x: v128): v128 {
  const low = exp(f64x2.promote_low_f32x4(x));
  const high = exp(f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1)));
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

@inline
function storeFour(y: usize, v: v128, left: usize): void {
  if (left >= 16) v128.store(y, v);
  else storePart(y, v, <u32>left);
}

@inline
function isKept(mask: usize, at: usize): bool {
  return mask == 0 || load<u8>(mask + (at >> 2)) != 0;
}

/** The largest kept number, NaN if one is NaN; `any` says whether there is one. */
let any: bool = false;

function largest(x: usize, mask: usize, bytes: usize): f32 {
  let most: f32 = -Infinity;
  any = false;
  for (let at: usize = 0; at < bytes; at += 4) {
    if (!isKept(mask, at)) continue;
    any = true;
    const element = load<f32>(x + at);
    if (element > most || element != element) most = element;
    if (most != most) break;
  }
  return most;
}

/**
 * Softmax, or its logarithm, of `rows` rows of `length` binary32 (spec/operators.md). `mask`: one byte for each
 * number, or 0 for none. Exponentials wait in y for their sum.
 */
export function softmaxF32(x: usize, mask: usize, y: usize, rows: u32, length: u32, isLog: bool): void {
  const bytes = <usize>length << 2;
  for (; rows > 0; rows--) {
    const most = f32x4.splat(largest(x, mask, bytes));
    // A row that keeps nothing counts as one of zeros.
    const keep: usize = any ? mask : 0;
    const used = any ? i32x4.splat(-1) : i32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const centred = v128.and(f32x4.sub(v128.load(x + at), most), used);
      storeFour(y + at, expFour(centred), bytes - at);
    }
    let sum: f32 = 0;
    for (let at: usize = 0; at < bytes; at += 4) if (isKept(keep, at)) sum += load<f32>(y + at);
    const total = f32x4.splat(sum);
    const logarithm = isLog ? f32x4.splat(<f32>f64x2.extract_lane(log(f64x2.splat(<f64>sum)), 0)) : total;
    for (let at: usize = 0; at < bytes; at += 16) {
      const centred = v128.and(f32x4.sub(v128.load(x + at), most), used);
      const v = isLog ? f32x4.sub(centred, logarithm) : f32x4.div(v128.load(y + at), total);
      storeFour(y + at, canonical(v), bytes - at);
    }
    if (keep != 0) {
      const dropped: f32 = isLog ? LOWEST : 0;
      for (let at: usize = 0; at < bytes; at += 4) if (!isKept(keep, at)) store<f32>(y + at, dropped);
    }
    x += bytes;
    y += bytes;
    if (mask != 0) mask += <usize>length;
  }
}
