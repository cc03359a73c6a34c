import { slide1, slide2 } from './depthwise3';
import { Job } from './job';
import { even, mac, odd } from './mac';
import { requantizeRows } from './requantize-rows';

/**
 * Depthwise convolution over padded int16. Two taps at a time: their inputs are interleaved channel by channel, so
 * that i32x4.dot_i16x8_s sums both for four channels (3 instructions for 8 products; i32x4.extmul takes 8).
 *
 * Uses Job with: `weights` (ceil(C / 8), pairs, 8, 2) int16; `offsets` of 2 * pairs taps, one of them repeated with
 * a zero weight if their number is odd; `segments` is 9 for 3 x 3 windows, whose taps depthwise3.ts orders.
 */

/** Outputs whose sums wait for requantization at once. */
const RUN: u32 = 64;
const sums = memory.data(2048, 16);

/** The sums of eight channels of one output; `x` is the address of the window's first cell. */
@inline
function window(job: Job, x: usize, w: usize, bias: usize, to: usize): void {
  let a = v128.load(bias);
  let b = v128.load(bias, 16);
  let offset = <usize>job.offsets;
  const end = offset + (<usize>job.pairs << 3);
  do {
    const first = v128.load(x + <usize>load<u32>(offset));
    const second = v128.load(x + <usize>load<u32>(offset, 4));
    a = mac(a, even(first, second), v128.load(w));
    b = mac(b, odd(first, second), v128.load(w, 16));
    w += 32;
    offset += 8;
  } while (offset < end);
  v128.store(to, a);
  v128.store(to, b, 16);
}

/**
 * `height` rows of `job.width` outputs. 32 channels after the other (`job.xBlock` bytes apart, the input's cells
 * being those of one cache line each where it was copied), in them as many rows as make a run, in these panel by
 * panel. 3 x 3 windows whose stride is one or two of their columns slide.
 */
export function depthwise(address: usize, x: usize, y: usize, height: u32): void {
  const job = changetype<Job>(address);
  const width = job.width;
  const most = max<u32>(1, RUN / width);
  for (let c: u32 = 0; c < job.channels; c += 32) {
    let from = x;
    let to = y + <usize>(c * job.size);
    for (let row: u32 = 0; row < height; row += most) {
      const rows = min<u32>(most, height - row);
      for (let column: u32 = 0; column < width; column += RUN) {
        const count = min<u32>(RUN, width - column);
        run(job, from + <usize>column * <usize>job.xColumn, to + <usize>column * <usize>job.yStep, c, count, rows);
      }
      from += <usize>rows * <usize>job.xRow;
      to += <usize>(rows * width) * <usize>job.yStep;
    }
    x += <usize>job.xBlock;
  }
}

/** `rows` rows of `count` outputs, rows * count <= RUN, rows > 1 only if a row is complete: 32 channels from `c` on. */
function run(job: Job, x: usize, y: usize, c: u32, count: u32, rows: u32): void {
  const offsets = <usize>job.offsets;
  const xColumn = <usize>job.xColumn;
  const xRow = <usize>job.xRow;
  const three = job.segments == 9;
  // Taps 0, 3 and 1 of a 3 x 3 window come first.
  const down = three ? <usize>load<u32>(offsets, 4) : 0;
  const right = three ? <usize>load<u32>(offsets, 8) : 0;
  const stride = !three ? 0 : xColumn == right ? 1 : xColumn == 2 * right ? 2 : 0;
  const end = min<u32>(job.channels, c + 32);
  for (; c < end; c += 8) {
    const panel = <usize>(c >> 3);
    const bias = <usize>job.bias + (panel << 5);
    const w = <usize>job.weights + panel * (<usize>job.pairs << 5);
    if (stride == 1) {
      slide1(x, down, right, w, bias, sums, count, rows, xRow);
      slide1(x + 8, down, right, w + 16, bias + 16, sums + 16, count, rows, xRow);
    } else if (stride == 2) {
      slide2(x, down, right, w, bias, sums, count, rows, xRow);
      slide2(x + 8, down, right, w + 16, bias + 16, sums + 16, count, rows, xRow);
    } else {
      let s = sums;
      for (let i: usize = 0; i < <usize>rows; i++) {
        for (let j: usize = 0; j < <usize>count; j++) {
          window(job, x + i * xRow + j * xColumn, w, bias, s);
          s += 32;
        }
      }
    }
    requantizeRows(job, sums, count * rows, panel, y, min<u32>(8, end - c));
    x += 16;
    y += <usize>job.size << 3;
  }
}
