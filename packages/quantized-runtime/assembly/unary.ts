/** Rule N9: a table of 256 int8, indexed by x + 128. */
export function unary8(x: usize, y: usize, count: u32, table: usize): void {
  const end = x + <usize>count;
  for (; x < end; x++) {
    store<i8>(y, load<i8>(table + <usize>(<u32>(<i32>load<i8>(x) + 128))));
    y++;
  }
}

/** Rule N10 for one number. */
@inline
export function interpolate(table: usize, x: i32): i32 {
  const u = <u32>(x + 32768);
  const knots = load<i32>(table + (<usize>(u >> 6) << 1));
  const left = (knots << 16) >> 16;
  const rise = (knots >> 16) - left;
  return left + ((rise * <i32>(u & 63) + 32) >> 6);
}

/**
 * Rule N10: 1025 knots of int16, linear between them. One 32-bit load fetches both knots. Scalar code: WebAssembly
 * has no gather, and taking lanes out and in costs more than it saves.
 */
export function unary16(x: usize, y: usize, count: u32, table: usize): void {
  const end = x + (<usize>count << 1);
  for (; x < end; x += 2) {
    store<i16>(y, <i16>interpolate(table, <i32>load<i16>(x)));
    y += 2;
  }
}
