import { Job } from './job';
import { requantize } from './requantize';
import { storeLanes, storePart } from './store';

/** A window sliding over an unpadded plane; cells outside of it are left out. Written by src/kernels/wasm/pool.ts. */
@unmanaged
export class PoolJob {
  /** Rows and columns of input, output, window, stride; padding before. */
  height: i32;
  width: i32;
  outputHeight: i32;
  outputWidth: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideY: i32;
  strideX: i32;
  top: i32;
  left: i32;
  channels: i32;
  /** Bytes of a number: 2 or 1. */
  size: i32;
  /** Average: the requantization (a Job), whose factors hold a panel for each count, and the input's zero. */
  job: u32;
  countPanels: u32;
  zero: i32;
}

/** Bytes of the largest of each channel's cells in [y0, y1) x [x0, x1). */
@inline
function windowMax(job: PoolJob, x: usize, y: usize, y0: i32, y1: i32, x0: i32, x1: i32): void {
  const cell = <usize>(job.channels * job.size);
  const row = <usize>job.width * cell;
  const wide = job.size == 2;
  for (let c: usize = 0; c < cell; c += 16) {
    const first = x + <usize>y0 * row + <usize>x0 * cell + c;
    let most = v128.load(first);
    let line = first;
    for (let i = y0; i < y1; i++) {
      let at = line;
      for (let j = x0; j < x1; j++) {
        const v = v128.load(at);
        most = wide ? i16x8.max_s(most, v) : i8x16.max_s(most, v);
        at += cell;
      }
      line += row;
    }
    if (cell - c >= 16) v128.store(y + c, most);
    else storePart(y + c, most, <u32>(cell - c));
  }
}

/** Whole 2 x 2 windows only, by far the most frequent pool: an eighth of the time. */
function poolMax2(job: PoolJob, x: usize, y: usize): void {
  const cell = <usize>(job.channels * job.size);
  const row = <usize>job.width * cell;
  const right = <usize>job.strideX * cell;
  const wide = job.size == 2;
  for (let oy = job.outputHeight; oy > 0; oy--) {
    let from = x;
    for (let ox = job.outputWidth; ox > 0; ox--) {
      const end = y + cell;
      for (let at = from; y < end; y += 16) {
        const a = v128.load(at);
        const b = v128.load(at + cell);
        const c = v128.load(at + row);
        const d = v128.load(at + row + cell);
        const most = wide
          ? i16x8.max_s(i16x8.max_s(a, b), i16x8.max_s(c, d))
          : i8x16.max_s(i8x16.max_s(a, b), i8x16.max_s(c, d));
        if (y + 16 <= end) v128.store(y, most);
        else storePart(y, most, <u32>(end - y));
        at += 16;
      }
      y = end;
      from += right;
    }
    x += <usize>job.strideY * row;
  }
}

/** floor-exact average of each channel's cells: sum less count * zero, then rule N3 with the count's factors. */
@inline
function windowAverage(job: PoolJob, x: usize, y: usize, y0: i32, y1: i32, x0: i32, x1: i32): void {
  const cell = <usize>(job.channels * job.size);
  const row = <usize>job.width * cell;
  const wide = job.size == 2;
  const count = (y1 - y0) * (x1 - x0);
  const correction = i32x4.splat(-count * job.zero);
  const output = changetype<Job>(<usize>job.job);
  const panel = job.countPanels > 1 ? count - 1 : 0;
  const factors = <usize>output.factors + (<usize>panel << 7);
  for (let c: i32 = 0; c < job.channels; c += 8) {
    let a = correction;
    let b = correction;
    let line = x + <usize>y0 * row + <usize>x0 * cell + <usize>(c * job.size);
    for (let i = y0; i < y1; i++) {
      let at = line;
      for (let j = x0; j < x1; j++) {
        const v = wide ? v128.load(at) : v128.load8x8_s(at);
        a = i32x4.add(a, i32x4.extend_low_i16x8_s(v));
        b = i32x4.add(b, i32x4.extend_high_i16x8_s(v));
        at += cell;
      }
      line += row;
    }
    const lanes = <u32>min(8, job.channels - c);
    storeLanes(y + <usize>(c * job.size), requantize(output, a, b, factors), lanes, output.size);
  }
}

@inline
function pool(job: PoolJob, x: usize, y: usize, average: bool): void {
  const cell = <usize>(job.channels * job.size);
  for (let oy = 0; oy < job.outputHeight; oy++) {
    const top = oy * job.strideY - job.top;
    const y0 = max(top, 0);
    const y1 = min(top + job.windowHeight, job.height);
    for (let ox = 0; ox < job.outputWidth; ox++) {
      const left = ox * job.strideX - job.left;
      const x0 = max(left, 0);
      const x1 = min(left + job.windowWidth, job.width);
      if (average) windowAverage(job, x, y, y0, y1, x0, x1);
      else windowMax(job, x, y, y0, y1, x0, x1);
      y += cell;
    }
  }
}

/** x (height, width, C) -> y (outputHeight, outputWidth, C), int16 or int8. */
export function poolMax(address: usize, x: usize, y: usize): void {
  const job = changetype<PoolJob>(address);
  const bottom = (job.outputHeight - 1) * job.strideY + 2;
  const right = (job.outputWidth - 1) * job.strideX + 2;
  const two = job.windowHeight == 2 && job.windowWidth == 2 && job.top == 0 && job.left == 0;
  if (two && bottom <= job.height && right <= job.width) poolMax2(job, x, y);
  else pool(job, x, y, false);
}

/** The same with averages; output numbers have the input's size. */
export function poolAverage(address: usize, x: usize, y: usize): void {
  pool(changetype<PoolJob>(address), x, y, true);
}
