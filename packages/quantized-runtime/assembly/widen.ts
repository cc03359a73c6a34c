/** `count` int8 at `x` to int16 at `y`. Writes whole vectors: up to 14 bytes behind the last number. */
export function widen(x: usize, y: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 8) {
    v128.store(y, v128.load8x8_s(x));
    x += 8;
    y += 16;
  }
}
