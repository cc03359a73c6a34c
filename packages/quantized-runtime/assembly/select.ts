import { storePart } from './store';

/**
 * y = mask ? a : b for `count` elements of `size` bytes (4, 2 or 1); mask holds one byte for each. Reads up to 15
 * bytes behind each input.
 */
export function select(mask: usize, a: usize, b: usize, y: usize, count: u32, size: u32): void {
  const lanes: u32 = 16 / size;
  for (let left = count; left > 0; left -= min(left, lanes)) {
    const v = v128.bitselect(v128.load(a), v128.load(b), widen(mask, size));
    if (left >= lanes) v128.store(y, v);
    else storePart(y, v, left * size);
    mask += <usize>lanes;
    a += 16;
    b += 16;
    y += 16;
  }
}

/** All ones for each element whose mask is not zero. */
@inline
function widen(mask: usize, size: u32): v128 {
  if (size == 1) return i8x16.ne(v128.load(mask), i8x16.splat(0));
  if (size == 2) return i16x8.ne(v128.load8x8_u(mask), i16x8.splat(0));
  return i32x4.ne(i32x4.extend_low_i16x8_u(v128.load8x8_u(mask)), i32x4.splat(0));
}
