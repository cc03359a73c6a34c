import { Job } from './job';
import { moveIntoClamp, requantize } from './requantize';
import { storeLanes } from './store';

/**
 * Elementwise operators on int16 (`size` 2) or int8, eight at a time. Inputs and output have the same size. Reads
 * up to 14 bytes behind the last input; writes nothing behind the last output.
 */

@inline
export function loadEight(x: usize, size: u32): v128 {
  return size == 2 ? v128.load(x) : v128.load8x8_s(x);
}

/**
 * Constants of `sum`, vectors of 16 bytes: M1 * 2^-s, +-M2 * 2^-s, 2^-(s+1) as binary64, the zero points of both
 * inputs as int16.
 */
@inline
function sumFour(a: v128, b: v128, constants: usize): v128 {
  const first = v128.load(constants);
  const second = v128.load(constants, 16);
  const tie = v128.load(constants, 32);
  // Terms are below 2^38 * 2^-s and multiples of 2^-s, so everything up to the clamp is exact (rule N6).
  const low = f64x2.add(
    f64x2.add(
      f64x2.mul(f64x2.convert_low_i32x4_s(a), first),
      f64x2.mul(f64x2.convert_low_i32x4_s(b), second),
    ),
    tie,
  );
  const high = f64x2.add(
    f64x2.add(
      f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shuffle(a, a, 2, 3, 2, 3)), first),
      f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shuffle(b, b, 2, 3, 2, 3)), second),
    ),
    tie,
  );
  const most = f64x2.splat(32767);
  const least = f64x2.splat(-32768);
  const magic = f64x2.splat(6755399441055744.0);
  return i32x4.shuffle(
    f64x2.add(f64x2.pmax(f64x2.pmin(low, most), least), magic),
    f64x2.add(f64x2.pmax(f64x2.pmin(high, most), least), magic),
    0, 2, 4, 6,
  );
}

/** y = out(round(((a - za) * M1 +- (b - zb) * M2) * 2^-s)), rule N6. `job.factors`: see sumFour. */
export function sum(address: usize, a: usize, b: usize, y: usize, count: u32): void {
  const job = changetype<Job>(address);
  const size = job.size;
  const constants = <usize>job.factors;
  for (let i: u32 = 0; i < count; i += 8) {
    const p = i16x8.sub(loadEight(a, size), v128.load(constants, 48));
    const q = i16x8.sub(loadEight(b, size), v128.load(constants, 64));
    const rounded = i16x8.narrow_i32x4_s(
      sumFour(i32x4.extend_low_i16x8_s(p), i32x4.extend_low_i16x8_s(q), constants),
      sumFour(i32x4.extend_high_i16x8_s(p), i32x4.extend_high_i16x8_s(q), constants),
    );
    storeLanes(y, moveIntoClamp(job, rounded), min<u32>(8, count - i), size);
    a += <usize>(size << 3);
    b += <usize>(size << 3);
    y += <usize>(size << 3);
  }
}

/** y = out(rq((a - za) * (b - zb))), rule N7. `job.factors`: a panel; `job.bias`: both zero points, 8 int16 each. */
export function product(address: usize, a: usize, b: usize, y: usize, count: u32): void {
  const job = changetype<Job>(address);
  const size = job.size;
  const zeros = <usize>job.bias;
  for (let i: u32 = 0; i < count; i += 8) {
    const p = i16x8.sub(loadEight(a, size), v128.load(zeros));
    const q = i16x8.sub(loadEight(b, size), v128.load(zeros, 16));
    const low = i32x4.extmul_low_i16x8_s(p, q);
    const high = i32x4.extmul_high_i16x8_s(p, q);
    storeLanes(y, requantize(job, low, high, <usize>job.factors), min<u32>(8, count - i), size);
    a += <usize>(size << 3);
    b += <usize>(size << 3);
    y += <usize>(size << 3);
  }
}

/**
 * y[r, c] = out(rq(x[r, c] * k[c] + bias[c])) for `rows` rows of `job.channels`. `job.weights`: (ceil(C / 8), 8)
 * int16; bias and factors in panels. A mere change of scale has k = 1 and bias = -zero of x. `xSize`: bytes of an element
 * of x, which may differ from y's.
 */
export function affine(address: usize, x: usize, y: usize, rows: u32, xSize: u32): void {
  const job = changetype<Job>(address);
  const size = job.size;
  const channels = job.channels;
  for (; rows > 0; rows--) {
    let k = <usize>job.weights;
    let bias = <usize>job.bias;
    let factors = <usize>job.factors;
    for (let c: u32 = 0; c < channels; c += 8) {
      const v = loadEight(x + <usize>(c * xSize), xSize);
      const w = v128.load(k);
      const low = i32x4.add(i32x4.extmul_low_i16x8_s(v, w), v128.load(bias));
      const high = i32x4.add(i32x4.extmul_high_i16x8_s(v, w), v128.load(bias, 16));
      const rounded = requantize(job, low, high, factors);
      storeLanes(y + <usize>(c * size), rounded, min<u32>(8, channels - c), size);
      k += 16;
      bias += 32;
      factors += 128;
    }
    x += <usize>(channels * xSize);
    y += <usize>(channels * size);
  }
}
