import { storePart } from './store';

/** How a vector is cut: int16, int8, uint8 or int32 (src/kernels/wasm/extreme.ts). */
const INT16: u32 = 0;
const INT8: u32 = 1;
const UINT8: u32 = 2;

@inline
function larger(a: v128, b: v128, type: u32): v128 {
  return type == INT16 ? i16x8.max_s(a, b) : type == INT8 ? i8x16.max_s(a, b) : type == UINT8 ? i8x16.max_u(a, b) : i32x4.max_s(a, b);
}

@inline
function smaller(a: v128, b: v128, type: u32): v128 {
  return type == INT16 ? i16x8.min_s(a, b) : type == INT8 ? i8x16.min_s(a, b) : type == UINT8 ? i8x16.min_u(a, b) : i32x4.min_s(a, b);
}

/**
 * y = min(high, max(low, max or min of a and b)) on `bytes` bytes; `bounds` holds a vector of `low` and one of
 * `high`. Reads up to 15 bytes behind a and b.
 */
export function extreme(most: bool, type: u32, bounds: usize, a: usize, b: usize, y: usize, bytes: u32): void {
  const low = v128.load(bounds);
  const high = v128.load(bounds, 16);
  for (let i: u32 = 0; i < bytes; i += 16) {
    const p = v128.load(a + <usize>i);
    const q = v128.load(b + <usize>i);
    const v = smaller(larger(most ? larger(p, q, type) : smaller(p, q, type), low, type), high, type);
    if (bytes - i >= 16) v128.store(y + <usize>i, v);
    else storePart(y + <usize>i, v, bytes - i);
  }
}
