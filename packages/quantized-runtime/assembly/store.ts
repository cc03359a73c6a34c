/** Stores the first `lanes` (1..8) of eight int16 as int16 (`size` 2) or, being in range, as int8 (`size` 1). */
@inline
export function storeLanes(y: usize, v: v128, lanes: u32, size: u32): void {
  if (size == 2) {
    if (lanes == 8) v128.store(y, v);
    else storePart(y, v, lanes << 1);
  } else {
    v = i8x16.narrow_i16x8_s(v, v);
    if (lanes == 8) v128.store64_lane(y, v, 0);
    else storePart(y, v, lanes);
  }
}

/** Stores the first `bytes` (0..15) of a vector and touches nothing behind them. */
export function storePart(y: usize, v: v128, bytes: u32): void {
  if (bytes & 8) {
    v128.store64_lane(y, v, 0);
    v = i64x2.shuffle(v, v, 1, 1);
    y += 8;
  }
  if (bytes & 4) {
    v128.store32_lane(y, v, 0);
    v = i64x2.shr_u(v, 32);
    y += 4;
  }
  if (bytes & 2) {
    v128.store16_lane(y, v, 0);
    v = i64x2.shr_u(v, 16);
    y += 2;
  }
  if (bytes & 1) v128.store8_lane(y, v, 0);
}
