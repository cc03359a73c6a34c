/** Integer normalization of rows (spec/operators.md, Normalize). Written by src/kernels/wasm/normalize.ts in this order. */
@unmanaged
export class NormalizeJob {
  /** floor(epsilon * n^2 * 2^-t), below 2^62. */
  epsilon: i64;
  /** Numbers of a row, bytes of a number, LAYER or RMS or UNIT. */
  length: u32;
  size: u32;
  fn: u32;
  zeroIn: i32;
  /** int16 and int32 for each number of a row; address 0: all 1, all 0. */
  gamma: u32;
  beta: u32;
  mult: i32;
  shift: i32;
  zero: i32;
  low: i32;
  high: i32;
}

const LAYER: u32 = 0;
const UNIT: u32 = 2;

@inline
function number(at: usize, size: u32): i32 {
  return size == 2 ? <i32>load<i16>(at) : <i32>load<i8>(at);
}

/** floor(sqrt(v)), v < 2^63: the rounded root, put right by at most one. */
@inline
function floorSqrt(v: u64): i64 {
  let r = <u64>Math.sqrt(<f64>v);
  while (r * r > v) r--;
  while ((r + 1) * (r + 1) <= v) r++;
  return <i64>r;
}

/** Sums of a row less the zero point: of the numbers (fits int32) and of their squares. */
let sum: i32 = 0;
let squares: i64 = 0;

function addUp(job: NormalizeJob, x: usize): void {
  const size = job.size;
  const zeros = i16x8.splat(<i16>job.zeroIn);
  const ones = i16x8.splat(1);
  let sums = i32x4.splat(0);
  let low = i64x2.splat(0);
  let high = low;
  let left = job.length;
  for (; left >= 8; left -= 8) {
    const v = i16x8.sub(size == 2 ? v128.load(x) : v128.load8x8_s(x), zeros);
    sums = i32x4.add(sums, i32x4.dot_i16x8_s(v, ones));
    // Two squares stay below 2^31: |x| <= 32767.
    const pairs = i32x4.dot_i16x8_s(v, v);
    low = i64x2.add(low, i64x2.extend_low_i32x4_s(pairs));
    high = i64x2.add(high, i64x2.extend_high_i32x4_s(pairs));
    x += <usize>(size << 3);
  }
  low = i64x2.add(low, high);
  sum = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  squares = i64x2.extract_lane(low, 0) + i64x2.extract_lane(low, 1);
  for (; left > 0; left--) {
    const v = number(x, size) - job.zeroIn;
    sum += v;
    squares += <i64>(v * v);
    x += <usize>size;
  }
}

/** V: the spread of the row, at least 1. */
@inline
function spread(job: NormalizeJob): u64 {
  const n = <i64>job.length;
  let v = squares;
  if (job.fn != UNIT) v = n * squares;
  if (job.fn == LAYER) v -= <i64>sum * <i64>sum;
  return max<u64>(1, <u64>(v + job.epsilon));
}

/** `rows` rows of x to y. */
export function normalize(address: usize, x: usize, y: usize, rows: u32): void {
  const job = changetype<NormalizeJob>(address);
  const size = <usize>job.size;
  const length = job.length;
  const factor = job.fn == UNIT ? 1 : <i32>length;
  const mult = <i64>job.mult;
  const shift = <i64>job.shift;
  const tie = <i64>1 << (shift - 1);
  for (; rows > 0; rows--) {
    addUp(job, x);
    const v = spread(job);
    const bits = 64 - <i32>clz(v);
    const j = bits > 62 ? 0 : (62 - bits) >> 1;
    const root = floorSqrt(v << (2 * <u64>j));
    const half = root >> 1;
    const inverse = 1.0 / <f64>root;
    const digits = <i64>(j + 15);
    const centre = job.fn == LAYER ? <i64>sum : 0;
    let gamma = <usize>job.gamma;
    let beta = <usize>job.beta;
    for (let c: u32 = 0; c < length; c++) {
      const d = <i64>((number(x, job.size) - job.zeroIn) * factor) - centre;
      // |d| <= sqrt(n * V), so that this stays below 2^54 and the quotient below 2^24; a product with the inverse
      // is off by at most one, which the remainder shows.
      const numerator = (d << digits) + half;
      let u = <i64>Math.floor(<f64>numerator * inverse);
      const rest = numerator - u * root;
      if (rest < 0) u--;
      else if (rest >= root) u++;
      let acc = u;
      if (gamma != 0) {
        acc *= <i64>load<i16>(gamma);
        gamma += 2;
      }
      if (beta != 0) {
        acc += <i64>load<i32>(beta);
        beta += 4;
      }
      // |acc| < 2^40: rule O6 needs no parts here.
      const rounded = ((acc * mult + tie) >> shift) + <i64>job.zero;
      const clamped = <i32>max<i64>(<i64>job.low, min<i64>(<i64>job.high, rounded));
      if (size == 2) store<i16>(y, <i16>clamped);
      else store<i8>(y, <i8>clamped);
      x += size;
      y += size;
    }
  }
}
