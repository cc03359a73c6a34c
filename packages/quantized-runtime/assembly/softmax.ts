import { storeLanes } from './store';

/**
 * Integer softmax of `rows` rows of `length` numbers (spec/operators.md, Softmax): `table` is 512 int32, `full` the
 * output of probability one, `zero` the output's zero point; `size` 2 (int16) or 1 (int8). `scratch` has room for
 * `length` int32. Exponentials are at most 2^30 and length at most 2^20, so every product stays below 2^46.
 */
export function softmax(
  x: usize,
  y: usize,
  rows: u32,
  length: u32,
  size: u32,
  table: usize,
  scratch: usize,
  full: u32,
  zero: i32,
): void {
  const row = <usize>(length * size);
  for (; rows > 0; rows--) {
    const end = x + row;
    let most: i32 = i32.MIN_VALUE;
    for (let at = x; at < end; at += <usize>size) most = max(most, number(at, size));
    let sum: u64 = 0;
    let e = scratch;
    for (let at = x; at < end; at += <usize>size) {
      const d = <usize>(most - number(at, size));
      const high = <u64>load<u32>(table + ((d >> 8) << 2));
      const low = <u64>load<u32>(table + ((d & 255) << 2), 1024);
      const exponential = (high * low) >> 15;
      store<u32>(e, <u32>exponential);
      sum += exponential;
      e += 4;
    }
    divide(scratch, y, length, size, <f64>sum, <f64>full, <f64>(sum >> 1), zero);
    y += row;
    x = end;
  }
}

/**
 * y = floor((e * full + half) / sum) + zero for `length` int32 e, in binary64. Numerators and sum are integers below
 * 2^51 and exact; a quotient q + f below q + 1 misses it by at least 1 / sum, more than the 2^-53 * (q + 1) that
 * the division rounds by, so its integer part is exact. Up to 12 bytes behind the last e are read.
 */
@inline
function divide(e: usize, y: usize, length: u32, size: u32, sum: f64, full: f64, half: f64, zero: i32): void {
  const sums = f64x2.splat(sum);
  const fulls = f64x2.splat(full);
  const halves = f64x2.splat(half);
  const zeros = i32x4.splat(zero);
  const magic = f64x2.splat(4503599627370496.0);
  for (let i: u32 = 0; i < length; i += 4) {
    const v = v128.load(e);
    const low = f64x2.div(f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(v), fulls), halves), sums);
    const upper = f64x2.convert_low_i32x4_s(i32x4.shuffle(v, v, 2, 3, 2, 3));
    const high = f64x2.div(f64x2.add(f64x2.mul(upper, fulls), halves), sums);
    // 2^52 + n, n below 2^16, holds n in its low 32 bits.
    const shares = i32x4.add(
      i32x4.shuffle(f64x2.add(f64x2.floor(low), magic), f64x2.add(f64x2.floor(high), magic), 0, 2, 4, 6),
      zeros,
    );
    const narrow = i16x8.narrow_i32x4_s(shares, shares);
    const left = min<u32>(4, length - i);
    if (size == 2 && left == 4) v128.store64_lane(y, narrow, 0);
    else storeLanes(y, narrow, left, size);
    e += 16;
    y += <usize>(size << 2);
  }
}

@inline
function number(at: usize, size: u32): i32 {
  return size == 2 ? <i32>load<i16>(at) : <i32>load<i8>(at);
}
