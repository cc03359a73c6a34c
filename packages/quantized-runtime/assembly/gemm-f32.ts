import { Job } from './job';
import { storePart } from './store';

/**
 * Products in binary32, in the order that rule O7 fixes: every sum starts at +0 and takes its terms with k ascending,
 * each product and each sum rounded on its own, the bias last. Channels lie side by side in a vector, so the order
 * within a channel is kept. A padding cell of +0 adds +0 or -0, which changes no sum that started at +0.
 *
 * Uses Job with: `weights` (ceil(N / 8), segments * pairs, 8) binary32; `pairs` the numbers (not pairs) of a
 * segment; `bias` in panels of eight binary32, zeros where there is none; behind the fields MIN and MAX.
 */

/** Vectors of four equal binary32 behind a job: the lower and the upper end of the clamp. */
const MIN: usize = 64;
const MAX: usize = 80;

const BLOCK: u32 = 64;
const addresses = memory.data(256, 4);

@inline
function mac(sum: v128, x: v128, w: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, w));
}

/** Clamp as rule O5 says (pmax(a, b) is `a < b ? b : a`), then every NaN as 0x7fc00000. */
@inline
export function finishFloat(address: usize, v: v128): v128 {
  v = f32x4.pmin(f32x4.pmax(v, v128.load(address, MIN)), v128.load(address, MAX));
  return v128.bitselect(i32x4.splat(0x7fc00000), v, f32x4.ne(v, v));
}

@inline
function storeFloats(y: usize, a: v128, b: v128, lanes: u32): void {
  if (lanes == 8) {
    v128.store(y, a);
    v128.store(y, b, 16);
  } else if (lanes >= 4) {
    v128.store(y, a);
    storePart(y + 16, b, (lanes - 4) << 2);
  } else {
    storePart(y, a, lanes << 2);
  }
}

@inline
function finish(address: usize, y: usize, a: v128, b: v128, bias: usize, lanes: u32): void {
  const first = finishFloat(address, f32x4.add(a, v128.load(bias)));
  const second = finishFloat(address, f32x4.add(b, v128.load(bias, 16)));
  storeFloats(y, first, second, lanes);
}

/** Four product rows times a panel; see tile4.ts. */
@inline
function tile4(job: Job, rows: usize, w: usize, bias: usize, y: usize, lanes: u32): void {
  let a0 = f32x4.splat(0);
  let b0 = a0;
  let a1 = a0;
  let b1 = a0;
  let a2 = a0;
  let b2 = a0;
  let a3 = a0;
  let b3 = a0;
  let offset = <usize>job.offsets;
  const lastOffset = offset + (<usize>job.segments << 2);
  do {
    const o = <usize>load<u32>(offset);
    let x0 = <usize>load<u32>(rows) + o;
    let x1 = <usize>load<u32>(rows, 4) + o;
    let x2 = <usize>load<u32>(rows, 8) + o;
    let x3 = <usize>load<u32>(rows, 12) + o;
    const end = w + (<usize>job.pairs << 5);
    while (w < end) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      let x = v128.load32_splat(x0);
      a0 = mac(a0, x, w0);
      b0 = mac(b0, x, w1);
      x = v128.load32_splat(x1);
      a1 = mac(a1, x, w0);
      b1 = mac(b1, x, w1);
      x = v128.load32_splat(x2);
      a2 = mac(a2, x, w0);
      b2 = mac(b2, x, w1);
      x = v128.load32_splat(x3);
      a3 = mac(a3, x, w0);
      b3 = mac(b3, x, w1);
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
      w += 32;
    }
    offset += 4;
  } while (offset < lastOffset);
  const address = changetype<usize>(job);
  const step = <usize>job.yStep;
  finish(address, y, a0, b0, bias, lanes);
  finish(address, y + step, a1, b1, bias, lanes);
  finish(address, y + 2 * step, a2, b2, bias, lanes);
  finish(address, y + 3 * step, a3, b3, bias, lanes);
}

/** One product row times a panel. */
@inline
function tile1(job: Job, row: usize, w: usize, bias: usize, y: usize, lanes: u32): void {
  let a = f32x4.splat(0);
  let b = a;
  let offset = <usize>job.offsets;
  const lastOffset = offset + (<usize>job.segments << 2);
  do {
    let x = row + <usize>load<u32>(offset);
    const end = w + (<usize>job.pairs << 5);
    while (w < end) {
      const p = v128.load32_splat(x);
      a = mac(a, p, v128.load(w));
      b = mac(b, p, v128.load(w, 16));
      x += 4;
      w += 32;
    }
    offset += 4;
  } while (offset < lastOffset);
  finish(changetype<usize>(job), y, a, b, bias, lanes);
}

/** As gemm, on binary32. */
export function gemmF32(address: usize, x: usize, y: usize, height: u32): void {
  const job = changetype<Job>(address);
  const channels = job.channels;
  const yStep = <usize>job.yStep;
  const panelBytes = (<usize>job.segments * <usize>job.pairs) << 5;
  const total = height * job.width;
  let column: u32 = 0;
  let at = x;
  let row = x;
  for (let start: u32 = 0; start < total; start += BLOCK) {
    const count = min(BLOCK, total - start);
    for (let i: u32 = 0; i < count; i++) {
      store<u32>(addresses + (<usize>i << 2), <u32>at);
      at += <usize>job.xColumn;
      if (++column == job.width) {
        column = 0;
        row += <usize>job.xRow;
        at = row;
      }
    }
    let w = <usize>job.weights;
    let bias = <usize>job.bias;
    const yBlock = y + <usize>start * yStep;
    for (let c: u32 = 0; c < channels; c += 8) {
      const lanes = min<u32>(8, channels - c);
      const yPanel = yBlock + (<usize>c << 2);
      let r: usize = 0;
      for (; r + 4 <= <usize>count; r += 4) tile4(job, addresses + (r << 2), w, bias, yPanel + r * yStep, lanes);
      for (; r < <usize>count; r++) {
        tile1(job, <usize>load<u32>(addresses + (r << 2)), w, bias, yPanel + r * yStep, lanes);
      }
      w += panelBytes;
      bias += 32;
    }
  }
}

/** Packs (rows, columns) binary32, of which the `channels` columns from `source` on are taken, into panels. */
export function packF32(source: usize, rows: u32, columns: u32, channels: u32, target: usize): void {
  for (let c: u32 = 0; c < channels; c += 8) {
    const lanes = min<u32>(8, channels - c);
    let at = source + (<usize>c << 2);
    for (let k: u32 = 0; k < rows; k++) {
      for (let lane: usize = 0; lane < <usize>lanes; lane++) {
        store<f32>(target + (lane << 2), load<f32>(at + (lane << 2)));
      }
      at += <usize>columns << 2;
      target += 32;
    }
  }
}
