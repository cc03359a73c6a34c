import { pairStride1, pairStride2 } from './depthwise3';
import { Job } from './job';
import { even, mac, odd } from './mac';
import { requantize } from './requantize';
import { storeLanes } from './store';

/**
 * Depthwise convolution over padded int16. Two taps at a time: their inputs are interleaved channel by channel, so
 * that i32x4.dot_i16x8_s sums both for four channels (3 instructions for 8 products; i32x4.extmul takes 8).
 *
 * Uses Job with: `weights` (ceil(C / 8), pairs, 8, 2) int16; `offsets` of 2 * pairs taps, one of them repeated with
 * a zero weight if their number is odd; `segments` is 9 for 3 x 3 windows.
 */

/** Eight channels of one output; `x` is the address of the window's first cell. */
@inline
function window(job: Job, x: usize, w: usize, panel: usize, y: usize, lanes: u32): void {
  const bias = <usize>job.bias + (panel << 5);
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
  storeLanes(y, requantize(job, a, b, <usize>job.factors + (panel << 7)), lanes, job.size);
}

/**
 * `height` rows of `job.width` outputs. Channels outside, columns inside: the rows of a window stay in cache.
 * 3 x 3 windows (`segments` 9; taps ordered as depthwise3.ts says) whose stride is one or two of their columns go
 * two outputs at a time.
 */
export function depthwise(address: usize, x: usize, y: usize, height: u32): void {
  const job = changetype<Job>(address);
  const channels = job.channels;
  const size = job.size;
  const xColumn = <usize>job.xColumn;
  const yStep = <usize>job.yStep;
  const three = job.segments == 9;
  const panelBytes = <usize>(job.pairs + (three ? 1 : 0)) << 5;
  const offsets = <usize>job.offsets;
  const row1 = three ? <usize>load<u32>(offsets, 4) : 0;
  const column = three ? <usize>load<u32>(offsets, 8) : 0;
  const row2 = three ? <usize>load<u32>(offsets, 24) : 0;
  const stride = xColumn == column ? 1 : xColumn == 2 * column ? 2 : 0;
  for (; height > 0; height--) {
    let w = <usize>job.weights;
    for (let c: u32 = 0; c < channels; c += 8) {
      const lanes = min<u32>(8, channels - c);
      const panel = <usize>(c >> 3);
      let from = x + (<usize>c << 1);
      let to = y + <usize>(c * size);
      const end = to + <usize>job.width * yStep;
      if (three && stride == 1) {
        for (; to + yStep < end; to += 2 * yStep) {
          pairStride1(job, from, from + row1, from + row2, column, w, panel, to, lanes);
          from += 2 * xColumn;
        }
      } else if (three && stride == 2) {
        for (; to + yStep < end; to += 2 * yStep) {
          pairStride2(job, from, from + row1, from + row2, column, w, panel, to, lanes);
          from += 2 * xColumn;
        }
      }
      for (; to < end; to += yStep) {
        window(job, from, w, panel, to, lanes);
        from += xColumn;
      }
      w += panelBytes;
    }
    x += <usize>job.xRow;
    y += <usize>job.width * yStep;
  }
}
