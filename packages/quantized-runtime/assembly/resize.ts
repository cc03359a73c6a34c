import { even, odd } from './mac';
import { canonical } from './nan';
import { storeLanes, storePart } from './store';

/**
 * Bilinear resizing. `vertical` (rows, 3) and `horizontal` (columns, 3) hold, for each output row and column, the
 * byte offsets of the neighbours below and above, and the weight of the one above: 0 .. 2048, or binary32.
 */

/** Two weights, one for each int16 of a pair, in every pair. */
@inline
function pair(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

/** floor((sum of x * w + 2^21) / 2^22): weights are cut into 11 high and 11 low bits, so that everything fits int32. */
@inline
function blend(ab: v128, cd: v128, abHigh: v128, abLow: v128, cdHigh: v128, cdLow: v128): v128 {
  const high = i32x4.add(i32x4.dot_i16x8_s(ab, abHigh), i32x4.dot_i16x8_s(cd, cdHigh));
  const low = i32x4.add(i32x4.dot_i16x8_s(ab, abLow), i32x4.dot_i16x8_s(cd, cdLow));
  const carry = i32x4.shr_s(i32x4.add(low, i32x4.splat(1 << 21)), 11);
  return i32x4.shr_s(i32x4.add(high, carry), 11);
}

@inline
function eight(x: usize, size: u32): v128 {
  return size == 2 ? v128.load(x) : v128.load8x8_s(x);
}

/** x (height, width, C) -> y (rows, columns, C), int16 or int8. */
export function resizeBilinear(
  x: usize,
  y: usize,
  rows: u32,
  columns: u32,
  vertical: usize,
  horizontal: usize,
  channels: u32,
  size: u32,
): void {
  for (; rows > 0; rows--) {
    const below = x + <usize>load<u32>(vertical);
    const above = x + <usize>load<u32>(vertical, 4);
    const wy = load<i32>(vertical, 8);
    vertical += 12;
    let h = horizontal;
    for (let column: u32 = 0; column < columns; column++) {
      const left = <usize>load<u32>(h);
      const right = <usize>load<u32>(h, 4);
      const wx = load<i32>(h, 8);
      h += 12;
      const a = (2048 - wy) * (2048 - wx);
      const b = (2048 - wy) * wx;
      const c = wy * (2048 - wx);
      const d = wy * wx;
      const abHigh = pair(a >> 11, b >> 11);
      const abLow = pair(a & 2047, b & 2047);
      const cdHigh = pair(c >> 11, d >> 11);
      const cdLow = pair(c & 2047, d & 2047);
      for (let i: u32 = 0; i < channels; i += 8) {
        const at = <usize>(i * size);
        const p = eight(below + left + at, size);
        const q = eight(below + right + at, size);
        const r = eight(above + left + at, size);
        const s = eight(above + right + at, size);
        const v = i16x8.narrow_i32x4_s(
          blend(even(p, q), even(r, s), abHigh, abLow, cdHigh, cdLow),
          blend(odd(p, q), odd(r, s), abHigh, abLow, cdHigh, cdLow),
        );
        storeLanes(y + at, v, min<u32>(8, channels - i), size);
      }
      y += <usize>(channels * size);
    }
  }
}

@inline
function mix(a: v128, b: v128, w: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), w));
}

/** The same in binary32. */
export function resizeBilinearF32(
  x: usize,
  y: usize,
  rows: u32,
  columns: u32,
  vertical: usize,
  horizontal: usize,
  channels: u32,
): void {
  const bytes = <usize>channels << 2;
  for (; rows > 0; rows--) {
    const below = x + <usize>load<u32>(vertical);
    const above = x + <usize>load<u32>(vertical, 4);
    const wy = v128.load32_splat(vertical, 8);
    vertical += 12;
    let h = horizontal;
    for (let column: u32 = 0; column < columns; column++) {
      const left = <usize>load<u32>(h);
      const right = <usize>load<u32>(h, 4);
      const wx = v128.load32_splat(h, 8);
      h += 12;
      for (let at: usize = 0; at < bytes; at += 16) {
        const top = mix(v128.load(below + left + at), v128.load(below + right + at), wx);
        const bottom = mix(v128.load(above + left + at), v128.load(above + right + at), wx);
        const v = canonical(mix(top, bottom, wy));
        if (bytes - at >= 16) v128.store(y + at, v);
        else storePart(y + at, v, <u32>(bytes - at));
      }
      y += bytes;
    }
  }
}
