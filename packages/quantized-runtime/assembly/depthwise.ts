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
const RUN: usize = 64;
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
 * `height` rows of `job.width` outputs. Channels outside, columns inside: the rows of a window stay in cache.
 * 3 x 3 windows whose stride is one or two of their columns slide.
 */
export function depthwise(address: usize, x: usize, y: usize, height: u32): void {
  const job = changetype<Job>(address);
  const channels = job.channels;
  const size = job.size;
  const xColumn = <usize>job.xColumn;
  const yStep = <usize>job.yStep;
  const width = <usize>job.width;
  const panelBytes = <usize>job.pairs << 5;
  const offsets = <usize>job.offsets;
  const three = job.segments == 9;
  // Taps 0, 3 and 1 of a 3 x 3 window come first.
  const row = three ? <usize>load<u32>(offsets, 4) : 0;
  const column = three ? <usize>load<u32>(offsets, 8) : 0;
  const stride = !three ? 0 : xColumn == column ? 1 : xColumn == 2 * column ? 2 : 0;
  for (; height > 0; height--) {
    let w = <usize>job.weights;
    for (let c: u32 = 0; c < channels; c += 8) {
      const panel = <usize>(c >> 3);
      const bias = <usize>job.bias + (panel << 5);
      const lanes = min<u32>(8, channels - c);
      let from = x + (<usize>c << 1);
      let to = y + <usize>(c * size);
      for (let done: usize = 0; done < width; done += RUN) {
        const count = min<usize>(RUN, width - done);
        if (stride == 1) {
          slide1(from, row, column, w, bias, sums, <u32>count);
          slide1(from + 8, row, column, w + 16, bias + 16, sums + 16, <u32>count);
        } else if (stride == 2) {
          slide2(from, row, column, w, bias, sums, <u32>count);
          slide2(from + 8, row, column, w + 16, bias + 16, sums + 16, <u32>count);
        } else {
          for (let i: usize = 0; i < count; i++) window(job, from + i * xColumn, w, bias, sums + (i << 5));
        }
        requantizeRows(job, sums, <u32>count, panel, to, lanes);
        from += count * xColumn;
        to += count * yStep;
      }
      w += panelBytes;
    }
    x += <usize>job.xRow;
    y += width * yStep;
  }
}
