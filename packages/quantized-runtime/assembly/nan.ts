/** Rule O7: every NaN of four binary32 as 0x7fc00000. */
@inline
export function canonical(v: v128): v128 {
  return v128.bitselect(i32x4.splat(0x7fc00000), v, f32x4.ne(v, v));
}
