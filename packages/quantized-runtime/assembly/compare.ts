import { storePart } from './store';

/** Types of x: int16, int8, uint8, int32, binary32. */
const INT16: u32 = 0;
const INT8: u32 = 1;
const UINT8: u32 = 2;
const INT32: u32 = 3;
const BINARY32: u32 = 4;

/** All ones in each lane whose number lies in [low, high]; a NaN lies nowhere. */
@inline
function within(type: u32, v: v128, low: v128, high: v128): v128 {
  if (type == INT16) return v128.and(i16x8.ge_s(v, low), i16x8.le_s(v, high));
  if (type == INT8) return v128.and(i8x16.ge_s(v, low), i8x16.le_s(v, high));
  if (type == UINT8) return v128.and(i8x16.ge_u(v, low), i8x16.le_u(v, high));
  if (type == INT32) return v128.and(i32x4.ge_s(v, low), i32x4.le_s(v, high));
  return v128.and(f32x4.ge(v, low), f32x4.le(v, high));
}

@inline
const sizeOf = (type: u32): usize => (type == INT16 ? 2 : type <= UINT8 ? 1 : 4);

/** Masks of elements (all ones or zeros) as the bytes 1 and 0: those of a..d, as many vectors as an element has bytes. */
@inline
function narrow(size: usize, a: v128, b: v128, c: v128, d: v128): v128 {
  let v = a;
  if (size == 2) v = i8x16.narrow_i16x8_s(a, b);
  if (size == 4) v = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
  return v128.and(v, i8x16.splat(1));
}

@inline
function elements(type: u32, x: usize, y: usize, count: u32, low: v128, high: v128, flip: v128): void {
  const size = sizeOf(type);
  for (; count >= 16; count -= 16) {
    const a = v128.xor(within(type, v128.load(x), low, high), flip);
    let b = a;
    let c = a;
    let d = a;
    if (size >= 2) b = v128.xor(within(type, v128.load(x, 16), low, high), flip);
    if (size == 4) {
      c = v128.xor(within(type, v128.load(x, 32), low, high), flip);
      d = v128.xor(within(type, v128.load(x, 48), low, high), flip);
    }
    v128.store(y, narrow(size, a, b, c, d));
    x += size << 4;
    y += 16;
  }
  const lanes = <u32>(16 / size);
  while (count > 0) {
    const a = v128.xor(within(type, v128.load(x), low, high), flip);
    const whole = min(count, lanes);
    const v = narrow(size, a, a, a, a);
    if (whole == 16) v128.store(y, v);
    else storePart(y, v, whole);
    x += 16;
    y += <usize>whole;
    count -= whole;
  }
}

/** All of a row is looked at, whatever it holds: what stops early takes as long as its worst row, and branches. */
@inline
function rowsOf(
  type: u32,
  x: usize,
  y: usize,
  rows: u32,
  length: u32,
  low: v128,
  high: v128,
  flip: v128,
  all: bool,
): void {
  const bytes = <usize>length * sizeOf(type);
  // `all`: none that does not hold.
  const sought = all ? v128.not(flip) : flip;
  const order = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (; rows > 0; rows--) {
    const end = x + bytes;
    let found: v128;
    if (bytes < 16) {
      const row = i8x16.lt_u(order, i8x16.splat(<i8>bytes));
      found = v128.and(v128.xor(within(type, v128.load(x), low, high), sought), row);
    } else {
      // The last vector, which may hold some of the one before it again.
      found = v128.xor(within(type, v128.load(end - 16), low, high), sought);
      for (; x + 16 < end; x += 16) {
        found = v128.or(found, v128.xor(within(type, v128.load(x), low, high), sought));
      }
    }
    store<u8>(y, <u32>v128.any_true(found) ^ <u32>all);
    x = end;
    y++;
  }
}

@inline
function typed(
  type: u32,
  x: usize,
  y: usize,
  rows: u32,
  length: u32,
  low: v128,
  high: v128,
  flip: v128,
  reduces: u32,
): void {
  if (reduces == 0) elements(type, x, y, rows, low, high, flip);
  else rowsOf(type, x, y, rows, length, low, high, flip, reduces == 2);
}

/**
 * Whether numbers of x lie in an interval or, `outside`, beside it: every comparison with a constant is one of the
 * two. `bounds`: a vector of the least and one of the greatest number of the interval, in x's type. `reduces` 0: y[i]
 * for each of `rows` elements, as 1 or 0. 1: y[r] says it of any of the `length` numbers of row r, 2: of all. Reads up
 * to 15 bytes behind x.
 */
export function compare(
  x: usize,
  y: usize,
  rows: u32,
  length: u32,
  type: u32,
  bounds: usize,
  outside: bool,
  reduces: u32,
): void {
  const low = v128.load(bounds);
  const high = v128.load(bounds, 16);
  const flip = i32x4.splat(-<i32>outside);
  if (type == INT16) typed(INT16, x, y, rows, length, low, high, flip, reduces);
  else if (type == INT8) typed(INT8, x, y, rows, length, low, high, flip, reduces);
  else if (type == UINT8) typed(UINT8, x, y, rows, length, low, high, flip, reduces);
  else if (type == INT32) typed(INT32, x, y, rows, length, low, high, flip, reduces);
  else typed(BINARY32, x, y, rows, length, low, high, flip, reduces);
}
