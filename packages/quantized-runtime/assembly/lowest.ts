/** 1 if -32768, which no int16 activation may be (rule N2), is among the `count` int16 at `x`, else 0. */
export function hasLowest(x: usize, count: u32): u32 {
  const lowest = i16x8.splat(-32768);
  const end = x + (<usize>count << 1);
  const whole = x + ((<usize>count & ~7) << 1);
  let found = i16x8.splat(0);
  for (; x < whole; x += 16) found = v128.or(found, i16x8.eq(v128.load(x), lowest));
  let rest: u32 = 0;
  for (; x < end; x += 2) rest |= <u32>(load<i16>(x) == -32768);
  return rest | <u32>v128.any_true(found);
}
