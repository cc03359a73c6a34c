/** acc + x[2j] * w[2j] + x[2j+1] * w[2j+1] in each int32 lane; N4 proves that no reachable sum overflows. */
@inline
export function mac(acc: v128, x: v128, w: v128): v128 {
  return i32x4.add(acc, i32x4.dot_i16x8_s(x, w));
}

/** Channels 0..3 of two vectors side by side. */
@inline
export function even(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

/** Channels 4..7 of two vectors side by side. */
@inline
export function odd(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}
