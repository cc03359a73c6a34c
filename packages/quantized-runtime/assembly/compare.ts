/** Types of x: int16, int8, uint8, int32, binary32. */
const INT16: u32 = 0;
const INT8: u32 = 1;
const UINT8: u32 = 2;
const INT32: u32 = 3;

/** How x lies to the constant: one bit each, so that a function is the set of those that it holds for. */
const GREATER: u32 = 1;
const LESS: u32 = 2;
const EQUAL: u32 = 4;
const UNORDERED: u32 = 8;

/** Every type as binary64, exact. */
@inline
function number(x: usize, type: u32): f64 {
  if (type == INT16) return <f64>load<i16>(x);
  if (type == INT8) return <f64>load<i8>(x);
  if (type == UINT8) return <f64>load<u8>(x);
  if (type == INT32) return <f64>load<i32>(x);
  return <f64>load<f32>(x);
}

/** Without branches: half of them would be mispredicted. */
@inline
function relation(v: f64, constant: f64): u32 {
  const known = <u32>(v > constant) * GREATER + <u32>(v < constant) * LESS + <u32>(v == constant) * EQUAL;
  return known + <u32>(known == 0) * UNORDERED;
}

/**
 * y[r] = 1 if any (`all` false) or every one of the `length` numbers of row r of x lies to `constant` in a way that
 * is in `relations`, else 0. Elementwise: rows of one.
 */
export function compare(
  x: usize,
  y: usize,
  rows: u32,
  length: u32,
  type: u32,
  relations: u32,
  constant: f64,
  all: bool,
): void {
  const size: usize = type == INT16 ? 2 : type <= UINT8 ? 1 : 4;
  for (; rows > 0; rows--) {
    let some: u32 = 0;
    let every: u32 = 1;
    for (let i: u32 = 0; i < length; i++) {
      const holds: u32 = (relation(number(x, type), constant) & relations) != 0 ? 1 : 0;
      some |= holds;
      every &= holds;
      x += size;
    }
    store<u8>(y, all ? every : some);
    y++;
  }
}
