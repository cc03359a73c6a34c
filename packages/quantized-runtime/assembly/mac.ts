/** acc + x[2j] * w[2j] + x[2j+1] * w[2j+1] in each int32 lane; N4 proves that no reachable sum overflows. */
@inline
export function mac(acc: v128, x: v128, w: v128): v128 {
  return i32x4.add(acc, i32x4.dot_i16x8_s(x, w));
}
