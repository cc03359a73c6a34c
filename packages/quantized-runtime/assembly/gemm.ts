import { Job } from './job';
import { requantizeRows } from './requantize-rows';
import { tile1 } from './tile1';
import { tiles4 } from './tile4';

/**
 * Product rows whose addresses are listed at once. The inputs of a block stay in the first-level cache over all
 * panels while the weights stream; larger blocks gain nothing, smaller ones read the weights too often.
 */
const BLOCK: u32 = 64;
const addresses = memory.data(256, 4);
/** Their sums with one panel, (BLOCK, 8) int32. */
const sums = memory.data(2048, 16);

/**
 * y[r, n] = requantize(bias[n] + sum over k of x[r, k] * w[k, n]) for all product rows r of `height` grid rows.
 * x is int16 and is read from `x` on, y is written from `y` on, product row after product row.
 */
export function gemm(address: usize, x: usize, y: usize, height: u32): void {
  const job = changetype<Job>(address);
  const channels = job.channels;
  const size = <usize>job.size;
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
    const yBlock = y + <usize>start * yStep;
    // A tile for three rows costs what three single rows do, for one or two rows more.
    const single = (count & 3) == 3 && count > 3 ? 0 : count & 3;
    const tiled = count - single;
    if (tiled > 0) {
      let w = <usize>job.weights;
      for (let c: u32 = 0; c < channels; c += 8) {
        const panel = <usize>(c >> 3);
        const to = yBlock + <usize>c * size;
        const lanes = min<u32>(8, channels - c);
        const finished = job.shift == 1 && size == 2 && lanes == 8;
        tiles4(job, addresses, tiled, w, panel, sums, to, finished);
        if (!finished) requantizeRows(job, sums, tiled, panel, to, lanes);
        w += panelBytes;
      }
    }
    for (let i = tiled; i < count; i++) {
      const r = <usize>i;
      gemv(job, <usize>load<u32>(addresses + (r << 2)), yBlock + r * yStep);
    }
  }
}

/** One product row. */
function gemv(job: Job, x: usize, y: usize): void {
  const channels = job.channels;
  const panelBytes = (<usize>job.segments * <usize>job.pairs) << 5;
  const step = <usize>job.size << 3;
  let w = <usize>job.weights;
  let c: u32 = 0;
  for (; c + 8 < channels; c += 16) {
    const panel = <usize>(c >> 3);
    tile1(job, x, w, panel, sums, true);
    requantizeRows(job, sums, 1, panel, y, 8);
    requantizeRows(job, sums + 32, 1, panel + 1, y + step, min<u32>(8, channels - c - 8));
    w += 2 * panelBytes;
    y += 2 * step;
  }
  if (c < channels) {
    tile1(job, x, w, <usize>(c >> 3), sums, false);
    requantizeRows(job, sums, 1, <usize>(c >> 3), y, channels - c);
  }
}

/** The sums of one product row as int32, in whole panels of eight: `y` has room for ceil(N / 8) * 8. */
export function accumulate(address: usize, x: usize, y: usize): void {
  const job = changetype<Job>(address);
  const panelBytes = (<usize>job.segments * <usize>job.pairs) << 5;
  let w = <usize>job.weights;
  for (let c: u32 = 0; c < job.channels; c += 8) {
    tile1(job, x, w, <usize>(c >> 3), y + (<usize>c << 2), false);
    w += panelBytes;
  }
}
