import { Job } from './job';
import { mac } from './mac';
import { requantize } from './requantize';
import { storeLanes } from './store';

/**
 * Depthwise convolution over padded int16. Two taps at a time: their inputs are interleaved channel by channel, so
 * that i32x4.dot_i16x8_s sums both for four channels (3 instructions for 8 products; i32x4.extmul takes 8).
 *
 * Uses Job with: `weights` (ceil(C / 8), pairs, 8, 2) int16; `offsets` of all 2 * pairs taps, the last one repeated
 * with a zero weight if their number is odd; `segments` is the number of taps.
 */

@inline
function even(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

@inline
function odd(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}

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

/** The same for nine taps without the loop, which costs as much as the products. */
@inline
function window9(job: Job, x: usize, w: usize, panel: usize, y: usize, lanes: u32): void {
  const bias = <usize>job.bias + (panel << 5);
  const offset = <usize>job.offsets;
  let first = v128.load(x);
  let second = v128.load(x + <usize>load<u32>(offset, 4));
  let a = mac(v128.load(bias), even(first, second), v128.load(w));
  let b = mac(v128.load(bias, 16), odd(first, second), v128.load(w, 16));
  first = v128.load(x + <usize>load<u32>(offset, 8));
  second = v128.load(x + <usize>load<u32>(offset, 12));
  a = mac(a, even(first, second), v128.load(w, 32));
  b = mac(b, odd(first, second), v128.load(w, 48));
  first = v128.load(x + <usize>load<u32>(offset, 16));
  second = v128.load(x + <usize>load<u32>(offset, 20));
  a = mac(a, even(first, second), v128.load(w, 64));
  b = mac(b, odd(first, second), v128.load(w, 80));
  first = v128.load(x + <usize>load<u32>(offset, 24));
  second = v128.load(x + <usize>load<u32>(offset, 28));
  a = mac(a, even(first, second), v128.load(w, 96));
  b = mac(b, odd(first, second), v128.load(w, 112));
  first = v128.load(x + <usize>load<u32>(offset, 32));
  second = i64x2.splat(0);
  a = mac(a, even(first, second), v128.load(w, 128));
  b = mac(b, odd(first, second), v128.load(w, 144));
  storeLanes(y, requantize(job, a, b, <usize>job.factors + (panel << 7)), lanes, job.size);
}

/** `height` rows of `job.width` outputs. Channels outside, columns inside: the rows of a window stay in cache. */
export function depthwise(address: usize, x: usize, y: usize, height: u32): void {
  const job = changetype<Job>(address);
  const channels = job.channels;
  const size = job.size;
  const panelBytes = <usize>job.pairs << 5;
  const nine = job.segments == 9;
  for (; height > 0; height--) {
    let w = <usize>job.weights;
    for (let c: u32 = 0; c < channels; c += 8) {
      const lanes = min<u32>(8, channels - c);
      const panel = <usize>(c >> 3);
      let from = x + (<usize>c << 1);
      let to = y + <usize>(c * size);
      const end = to + <usize>(job.width * job.yStep);
      if (nine) {
        for (; to < end; to += <usize>job.yStep) {
          window9(job, from, w, panel, to, lanes);
          from += <usize>job.xColumn;
        }
      } else {
        for (; to < end; to += <usize>job.yStep) {
          window(job, from, w, panel, to, lanes);
          from += <usize>job.xColumn;
        }
      }
      w += panelBytes;
    }
    x += <usize>job.xRow;
    y += <usize>(job.width * job.yStep);
  }
}
