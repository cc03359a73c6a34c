/** As softmax, with a mask (u8) of as many entries as x: dropped ones count as nothing, unless all are dropped. */
export function softmaxMasked(
  x: usize,
  mask: usize,
  y: usize,
  rows: u32,
  length: u32,
  size: u32,
  table: usize,
  scratch: usize,
  full: u32,
  zero: i32,
): void {
  const bytes = <usize>size;
  for (; rows > 0; rows--) {
    let most: i32 = i32.MIN_VALUE;
    for (let i: usize = 0; i < <usize>length; i++) {
      if (load<u8>(mask + i)) most = max(most, number(x + i * bytes, size));
    }
    const any = most != i32.MIN_VALUE;
    let sum: i64 = 0;
    for (let i: usize = 0; i < <usize>length; i++) {
      let e: i64 = any ? 0 : WHOLE;
      if (any && load<u8>(mask + i)) {
        const d = <usize>(most - number(x + i * bytes, size));
        e = (<i64>load<u32>(table + ((d >> 8) << 2)) * <i64>load<u32>(table + ((d & 255) << 2), 1024)) >> 15;
      }
      store<u32>(scratch + (i << 2), <u32>e);
      sum += e;
    }
    const half = sum >> 1;
    const inverse = 1.0 / <f64>sum;
    for (let i: usize = 0; i < <usize>length; i++) {
      // Below 2^50; a product with the inverse is off by at most one, which the remainder shows.
      const numerator = <i64>load<u32>(scratch + (i << 2)) * <i64>full + half;
      let share = <i64>(<f64>numerator * inverse);
      const rest = numerator - share * sum;
      if (rest < 0) share--;
      else if (rest >= sum) share++;
      if (size == 2) store<i16>(y, <i16>(<i32>share + zero));
      else store<i8>(y, <i8>(<i32>share + zero));
      y += bytes;
    }
    x += <usize>length * bytes;
    mask += <usize>length;
  }
}

/** What every entry of a row counts that keeps none: 2^30. */
const WHOLE: i64 = 1073741824;

@inline
function number(at: usize, size: u32): i32 {
  return size == 2 ? <i32>load<i16>(at) : <i32>load<i8>(at);
}
