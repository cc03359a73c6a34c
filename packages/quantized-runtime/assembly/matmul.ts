import { even, odd } from './mac';
import { storeTransposed } from './transpose-four';

/**
 * Integer product of two activations (spec/operators.md, matmul). Written by src/kernels/wasm/matmul.ts in this order.
 */
@unmanaged
export class MatmulJob {
  rows: u32;
  columns: u32;
  depth: u32;
  /** Elements of b between rows and between columns of the product's second matrix. */
  down: u32;
  across: u32;
  /** Bytes of a number. */
  size: u32;
  zeroA: i32;
  zeroB: i32;
  mult: i32;
  shift: i32;
  zero: i32;
  low: i32;
  high: i32;
  /** Room for a row of a and for all of b as int16: ceil(K / 2) * 4 and ceil(N / 8) * ceil(K / 2) * 32 bytes. */
  row: u32;
  packed: u32;
}

@inline
function number(at: usize, size: u32): i32 {
  return size == 2 ? <i32>load<i16>(at) : <i32>load<i8>(at);
}

/** Eight numbers from `at` on as int16, less `zeros`. */
@inline
function eight(at: usize, size: u32, zeros: v128): v128 {
  return i16x8.sub(size == 2 ? v128.load(at) : v128.load8x8_s(at), zeros);
}

/** Four pairs of k of eight columns whose numbers lie side by side, `pitch` bytes from column to column. */
@inline
function packColumns(at: usize, pitch: usize, size: u32, zeros: v128, target: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const r0 = eight(at, size, zeros);
    const r1 = eight(at + pitch, size, zeros);
    const r2 = eight(at + 2 * pitch, size, zeros);
    const r3 = eight(at + 3 * pitch, size, zeros);
    storeTransposed(target + half, r0, r1, r2, r3);
    at += 4 * pitch;
  }
}

/** b less its zero point in panels of eight columns, two k side by side; gaps are zero. */
function packRight(job: MatmulJob, b: usize): void {
  const size = job.size;
  const depth = job.depth;
  const zeros = i16x8.splat(<i16>job.zeroB);
  const down = <usize>(job.down * size);
  const across = <usize>(job.across * size);
  let target = <usize>job.packed;
  for (let c: u32 = 0; c < job.columns; c += 8) {
    const whole = c + 8 <= job.columns;
    for (let k: u32 = 0; k < depth; ) {
      const at = b + <usize>k * down + <usize>c * across;
      if (whole && job.down == 1 && k + 8 <= depth) {
        packColumns(at, across, size, zeros, target);
        target += 128;
        k += 8;
        continue;
      }
      if (whole && job.across == 1) {
        const first = eight(at, size, zeros);
        const second = k + 1 < depth ? eight(at + down, size, zeros) : i16x8.splat(0);
        v128.store(target, even(first, second));
        v128.store(target, odd(first, second), 16);
      } else packPair(job, b, c, k, target);
      target += 32;
      k += 2;
    }
  }
}

/** One pair of k of a panel, number by number. */
@inline
function packPair(job: MatmulJob, b: usize, c: u32, k: u32, target: usize): void {
  const size = job.size;
  const lanes = min<u32>(8, job.columns - c);
  for (let lane: u32 = 0; lane < 8; lane++) {
    let first = 0;
    let second = 0;
    if (lane < lanes) {
      const at = b + <usize>((k * job.down + (c + lane) * job.across) * size);
      first = number(at, size) - job.zeroB;
      if (k + 1 < job.depth) second = number(at + <usize>(job.down * size), size) - job.zeroB;
    }
    store<u32>(target + (<usize>lane << 2), (first & 0xffff) | (second << 16));
  }
}

/** A row of a less its zero point; an odd one is closed with a zero. */
function widenRow(job: MatmulJob, a: usize): void {
  const size = job.size;
  const row = <usize>job.row;
  for (let k: u32 = 0; k < job.depth; k++) {
    store<i16>(row + (<usize>k << 1), <i16>(number(a + <usize>(k * size), size) - job.zeroA));
  }
  if (job.depth & 1) store<i16>(row + (<usize>job.depth << 1), 0);
}

/** Rule O6 on an exact sum below 2^46, then O2. */
@inline
function write(job: MatmulJob, y: usize, high: i32, low: i32): void {
  const acc = (<i64>high << 16) + <i64>low;
  const mult = <i64>job.mult;
  const shift = <i64>job.shift;
  const carry = ((acc & 0xffffff) * mult + (<i64>1 << (shift - 1))) >> 24;
  const rounded = (((acc >> 24) * mult + carry) >> (shift - 24)) + <i64>job.zero;
  const clamped = <i32>max<i64>(<i64>job.low, min<i64>(<i64>job.high, rounded));
  if (job.size == 2) store<i16>(y, <i16>clamped);
  else store<i8>(y, <i8>clamped);
}

/**
 * One product a (M, K) by b (K, N). A pair's sum fits int32 (|x| <= 32767), sums of pairs do not: the halves of
 * every pair are summed apart, which stays below 2^31 for K <= 65535.
 */
export function matmul(address: usize, a: usize, b: usize, y: usize): void {
  const job = changetype<MatmulJob>(address);
  const pairs = <usize>((job.depth + 1) >> 1);
  const mask = i32x4.splat(0xffff);
  packRight(job, b);
  for (let m: u32 = 0; m < job.rows; m++) {
    widenRow(job, a);
    let w = <usize>job.packed;
    for (let c: u32 = 0; c < job.columns; c += 8) {
      let low0 = i32x4.splat(0);
      let low1 = low0;
      let high0 = low0;
      let high1 = low0;
      let x = <usize>job.row;
      const end = w + (pairs << 5);
      while (w < end) {
        const p = v128.load32_splat(x);
        const first = i32x4.dot_i16x8_s(p, v128.load(w));
        const second = i32x4.dot_i16x8_s(p, v128.load(w, 16));
        low0 = i32x4.add(low0, v128.and(first, mask));
        low1 = i32x4.add(low1, v128.and(second, mask));
        high0 = i32x4.add(high0, i32x4.shr_s(first, 16));
        high1 = i32x4.add(high1, i32x4.shr_s(second, 16));
        x += 4;
        w += 32;
      }
      v128.store(sums, low0);
      v128.store(sums, low1, 16);
      v128.store(sums, high0, 32);
      v128.store(sums, high1, 48);
      const lanes = min<u32>(8, job.columns - c);
      for (let lane: usize = 0; lane < <usize>lanes; lane++) {
        write(job, y, load<i32>(sums + (lane << 2), 32), load<i32>(sums + (lane << 2)));
        y += <usize>job.size;
      }
    }
    a += <usize>(job.depth * job.size);
  }
}

/** The sums of a panel on their way from vectors to single numbers. */
const sums = memory.data(64, 16);
