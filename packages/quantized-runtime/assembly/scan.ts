/** What validation asks of a kernel's weights. Memory behind what is scanned may be read, up to a vector. */

/** Whether any of `length` int8 is -128. */
export function holdsMinus128(at: usize, length: u32): bool {
  const end = at + <usize>length;
  const least = i8x16.splat(-128);
  let found = i8x16.splat(0);
  for (; at + 16 <= end; at += 16) found = v128.or(found, i8x16.eq(v128.load(at), least));
  let any = v128.any_true(found);
  for (; at < end; at++) any = any || load<i8>(at) == -128;
  return any;
}

/** Whether any of `count` binary32 is infinite or NaN: its exponent is all ones. */
export function holdsNonFinite(at: usize, count: u32): bool {
  const end = at + (<usize>count << 2);
  const exponent = i32x4.splat(0x7f800000);
  let found = i32x4.splat(0);
  for (; at + 16 <= end; at += 16) {
    found = v128.or(found, i32x4.eq(v128.and(v128.load(at), exponent), exponent));
  }
  let any = v128.any_true(found);
  for (; at < end; at += 4) any = any || (load<u32>(at) & 0x7f800000) == 0x7f800000;
  return any;
}

/** Rows whose int8 (at most 127 in magnitude) fit the lanes of an int16 sum. */
const ROWS: u32 = 256;

/** Adds int16 lanes to int32 sums. */
@inline
function flush(sums: usize, low: v128, high: v128): void {
  v128.store(sums, i32x4.add(v128.load(sums), i32x4.extend_low_i16x8_s(low)));
  v128.store(sums, i32x4.add(v128.load(sums, 16), i32x4.extend_high_i16x8_s(low)), 16);
  v128.store(sums, i32x4.add(v128.load(sums, 32), i32x4.extend_low_i16x8_s(high)), 32);
  v128.store(sums, i32x4.add(v128.load(sums, 48), i32x4.extend_high_i16x8_s(high)), 48);
}

/**
 * Adds the positive and the negative weights of each column of an int8 matrix (rows, columns) to int32 sums, of which
 * there are `columns` rounded up to a multiple of 16; those behind the last column are garbage.
 */
export function addColumns(at: usize, rows: u32, columns: u32, positive: usize, negative: usize): void {
  const zero = i8x16.splat(0);
  for (let c: u32 = 0; c < columns; c += 16) {
    let from = at + <usize>c;
    for (let done: u32 = 0; done < rows; done += ROWS) {
      let p0 = zero;
      let p1 = zero;
      let n0 = zero;
      let n1 = zero;
      for (let left = min<u32>(ROWS, rows - done); left > 0; left--) {
        const v = v128.load(from);
        const above = i8x16.max_s(v, zero);
        const below = i8x16.min_s(v, zero);
        p0 = i16x8.add(p0, i16x8.extend_low_i8x16_s(above));
        p1 = i16x8.add(p1, i16x8.extend_high_i8x16_s(above));
        n0 = i16x8.add(n0, i16x8.extend_low_i8x16_s(below));
        n1 = i16x8.add(n1, i16x8.extend_high_i8x16_s(below));
        from += <usize>columns;
      }
      flush(positive + (<usize>c << 2), p0, p1);
      flush(negative + (<usize>c << 2), n0, n1);
    }
  }
}
