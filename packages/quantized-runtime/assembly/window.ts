import { Job } from './job';
import { canonical } from './nan';
import { requantize } from './requantize';
import { storeLanes, storePart } from './store';

/**
 * A window sliding over a volume of any type; cells outside of it are left out. Pools that pool.ts has no fast path
 * for, and reductions, whose window is all of the volume. Written by src/kernels/wasm/window.ts in this order.
 */
@unmanaged
export class WindowJob {
  /** [z, y, x] of input, output, window, strides, padding before. */
  depth: i32;
  height: i32;
  width: i32;
  outputDepth: i32;
  outputHeight: i32;
  outputWidth: i32;
  windowDepth: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideZ: i32;
  strideY: i32;
  strideX: i32;
  front: i32;
  top: i32;
  left: i32;
  channels: i32;
  /** Bytes of a number of x, and how a vector of them is cut: INT16 and so on. */
  size: i32;
  type: i32;
  fn: i32;
  /** Integer sums: the requantization (a Job), whose factors hold a panel for each count, and the input's zero. */
  job: u32;
  countPanels: u32;
  zero: i32;
}

const INT16 = 0;
const INT8 = 1;
const UINT8 = 2;
const INT32 = 3;

const MAX = 0;
const MIN = 1;
const SUM = 2;

/** What a fold over the cells of the window in [z0, z1) x [y0, y1) x [x0, x1) needs. */
let z0 = 0;
let z1 = 0;
let y0 = 0;
let y1 = 0;
let x0 = 0;
let x1 = 0;

/** NaN once one was seen, else `v` where it is beyond `most`. */
@inline
function extremeFloat(most: v128, v: v128, larger: bool): v128 {
  const stays = larger ? f32x4.ge(most, v) : f32x4.le(most, v);
  return v128.bitselect(most, v, v128.or(f32x4.ne(most, most), stays));
}

@inline
function fold(type: i32, fn: i32, sum: v128, v: v128): v128 {
  if (fn == SUM) return f32x4.add(sum, v);
  if (type == INT16) return fn == MAX ? i16x8.max_s(sum, v) : i16x8.min_s(sum, v);
  if (type == INT8) return fn == MAX ? i8x16.max_s(sum, v) : i8x16.min_s(sum, v);
  if (type == UINT8) return fn == MAX ? i8x16.max_u(sum, v) : i8x16.min_u(sum, v);
  if (type == INT32) return fn == MAX ? i32x4.max_s(sum, v) : i32x4.min_s(sum, v);
  return extremeFloat(sum, v, fn == MAX);
}

/** Sixteen bytes of channels at a time: extremes of every type; sums and means (`divide`) of binary32. */
@inline
function foldWindow(job: WindowJob, type: i32, fn: i32, x: usize, y: usize): void {
  const cell = <usize>(job.channels * job.size);
  const row = <usize>job.width * cell;
  const plane = <usize>job.height * row;
  const first = x + <usize>z0 * plane + <usize>y0 * row + <usize>x0 * cell;
  const count = f32x4.splat(<f32>((z1 - z0) * (y1 - y0) * (x1 - x0)));
  for (let c: usize = 0; c < cell; c += 16) {
    let sum = fn == SUM ? f32x4.splat(0) : v128.load(first + c);
    let slab = first + c;
    for (let z = z0; z < z1; z++) {
      let line = slab;
      for (let i = y0; i < y1; i++) {
        let at = line;
        for (let j = x0; j < x1; j++) {
          sum = fold(type, fn, sum, v128.load(at));
          at += cell;
        }
        line += row;
      }
      slab += plane;
    }
    if (fn == SUM && job.countPanels) sum = f32x4.div(sum, count);
    if (type > INT32) sum = canonical(sum);
    if (cell - c >= 16) v128.store(y + c, sum);
    else storePart(y + c, sum, <u32>(cell - c));
  }
}

/** Sums of int16 or int8 less count * zero, then rule N3 with the count's factors. */
function sumWindow(job: WindowJob, x: usize, y: usize): void {
  const cell = <usize>(job.channels * job.size);
  const row = <usize>job.width * cell;
  const plane = <usize>job.height * row;
  const wide = job.size == 2;
  const count = (z1 - z0) * (y1 - y0) * (x1 - x0);
  const correction = i32x4.splat(-count * job.zero);
  const output = changetype<Job>(<usize>job.job);
  const panel = job.countPanels > 1 ? count - 1 : 0;
  const factors = <usize>output.factors + (<usize>panel << 7);
  const first = x + <usize>z0 * plane + <usize>y0 * row + <usize>x0 * cell;
  for (let c: i32 = 0; c < job.channels; c += 8) {
    let a = correction;
    let b = correction;
    let slab = first + <usize>(c * job.size);
    for (let z = z0; z < z1; z++) {
      let line = slab;
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
      slab += plane;
    }
    const lanes = <u32>min(8, job.channels - c);
    storeLanes(y + <usize>(c * job.size), requantize(output, a, b, factors), lanes, output.size);
  }
}

@inline
function foldTyped(job: WindowJob, type: i32, x: usize, y: usize): void {
  if (job.fn == MAX) foldWindow(job, type, MAX, x, y);
  else foldWindow(job, type, MIN, x, y);
}

/** One output cell. */
function apply(job: WindowJob, x: usize, y: usize): void {
  const type = job.type;
  if (job.fn == SUM) {
    if (type > INT32) foldWindow(job, INT32 + 1, SUM, x, y);
    else sumWindow(job, x, y);
  } else if (type == INT16) foldTyped(job, INT16, x, y);
  else if (type == INT8) foldTyped(job, INT8, x, y);
  else if (type == UINT8) foldTyped(job, UINT8, x, y);
  else if (type == INT32) foldTyped(job, INT32, x, y);
  else foldTyped(job, INT32 + 1, x, y);
}

/** x (depth, height, width, C) -> y (outputDepth, outputHeight, outputWidth, C); numbers of y have x's size. */
export function slideWindow(address: usize, x: usize, y: usize): void {
  const job = changetype<WindowJob>(address);
  const cell = <usize>(job.channels * job.size);
  for (let oz = 0; oz < job.outputDepth; oz++) {
    const front = oz * job.strideZ - job.front;
    z0 = max(front, 0);
    z1 = min(front + job.windowDepth, job.depth);
    for (let oy = 0; oy < job.outputHeight; oy++) {
      const top = oy * job.strideY - job.top;
      y0 = max(top, 0);
      y1 = min(top + job.windowHeight, job.height);
      for (let ox = 0; ox < job.outputWidth; ox++) {
        const left = ox * job.strideX - job.left;
        x0 = max(left, 0);
        x1 = min(left + job.windowWidth, job.width);
        apply(job, x, y);
        y += cell;
      }
    }
  }
}
