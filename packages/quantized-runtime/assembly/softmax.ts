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
    const half = sum >> 1;
    e = scratch;
    for (let at = x; at < end; at += <usize>size) {
      const share = <i32>((<u64>load<u32>(e) * <u64>full + half) / sum) + zero;
      if (size == 2) store<i16>(y, <i16>share);
      else store<i8>(y, <i8>share);
      e += 4;
      y += <usize>size;
    }
    x = end;
  }
}

@inline
function number(at: usize, size: u32): i32 {
  return size == 2 ? <i32>load<i16>(at) : <i32>load<i8>(at);
}
