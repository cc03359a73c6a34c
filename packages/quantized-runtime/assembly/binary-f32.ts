import { finishFloat } from './gemm-f32';
import { storePart } from './store';

const ADD: u32 = 0;
const SUB: u32 = 1;
const MUL: u32 = 2;
const DIV: u32 = 3;
const MAX: u32 = 4;

/** NaN wherever a or b is one, else v. */
@inline
function spreadNaN(v: v128, a: v128, b: v128): v128 {
  return v128.bitselect(i32x4.splat(0x7fc00000), v, v128.or(f32x4.ne(a, a), f32x4.ne(b, b)));
}

@inline
function combine(fn: u32, a: v128, b: v128): v128 {
  if (fn == ADD) return f32x4.add(a, b);
  if (fn == SUB) return f32x4.sub(a, b);
  if (fn == MUL) return f32x4.mul(a, b);
  if (fn == DIV) return f32x4.div(a, b);
  // pmax(b, a) is `b < a ? a : b`: the specification's choice between equal zeros of different sign.
  return spreadNaN(fn == MAX ? f32x4.pmax(b, a) : f32x4.pmin(b, a), a, b);
}

/** Elementwise on `count` binary32; the clamp lies behind the job's fields. Reads up to 12 bytes behind a and b. */
export function binaryF32(fn: u32, address: usize, a: usize, b: usize, y: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    const v = finishFloat(address, combine(fn, v128.load(a + at), v128.load(b + at)));
    if (count - i >= 4) v128.store(y + at, v);
    else storePart(y + at, v, (count - i) << 2);
  }
}
