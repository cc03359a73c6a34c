/** Types of x: int16, int8, binary32. */
const INT16: u32 = 0;
const INT8: u32 = 1;

/** The place of the largest of `length` numbers from `x` on, the lowest among equals; no comparison with a NaN holds. */
@inline
function place<T>(x: usize, length: u32): u32 {
  let best: u32 = 0;
  let largest = load<T>(x);
  for (let i: u32 = 1; i < length; i++) {
    const number = load<T>(x + <usize>i * sizeof<T>());
    if (number > largest) {
      largest = number;
      best = i;
    }
  }
  return best;
}

/** y i32 (rows): for each row of x (rows, length), where its largest number is. */
export function argmax(type: u32, x: usize, y: usize, rows: u32, length: u32): void {
  const end = y + (<usize>rows << 2);
  for (; y < end; y += 4) {
    if (type == INT16) {
      store<u32>(y, place<i16>(x, length));
      x += <usize>length << 1;
    } else if (type == INT8) {
      store<u32>(y, place<i8>(x, length));
      x += <usize>length;
    } else {
      store<u32>(y, place<f32>(x, length));
      x += <usize>length << 2;
    }
  }
}
