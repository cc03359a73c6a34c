/** y = mask ? a : b for `count` elements of `size` bytes (4, 2 or 1); mask holds one byte for each. */
export function select(mask: usize, a: usize, b: usize, y: usize, count: u32, size: u32): void {
  if (size == 4) pick<u32>(mask, a, b, y, count);
  else if (size == 2) pick<u16>(mask, a, b, y, count);
  else pick<u8>(mask, a, b, y, count);
}

@inline
function pick<T>(mask: usize, a: usize, b: usize, y: usize, count: u32): void {
  const end = mask + <usize>count;
  const step = sizeof<T>();
  for (; mask < end; mask++) {
    // Both are loaded: no branch to be mispredicted.
    const first = load<T>(a);
    const second = load<T>(b);
    store<T>(y, load<u8>(mask) ? first : second);
    a += step;
    b += step;
    y += step;
  }
}
