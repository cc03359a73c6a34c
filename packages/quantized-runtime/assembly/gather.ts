import { Job } from './job';
import { requantize } from './requantize';
import { storeLanes } from './store';

/** Eight equal pairs as requantize.ts reads them. */
const panel = memory.data(128, 16);
/** Where `touch` leaves what it read: else nothing would need it. */
const touched = memory.data(4, 4);
/** Rows that are touched at once: as many cache misses as a processor waits for at a time, and some more. */
const AHEAD: u32 = 32;

/**
 * Reads from both ends of the rows to come, and from their factors. Requantizing a row takes so long that a processor
 * sees the next one, and that it is not in a cache, too late; these reads wait for each other's memory together.
 */
@inline
function touch(indices: usize, count: u32, width: u32, table: usize, factors: usize, single: bool): void {
  let sum: u32 = 0;
  for (; count > 0; count--) {
    const row = <usize>load<u32>(indices);
    const at = table + row * <usize>width;
    sum += <u32>load<u8>(at) + <u32>load<u8>(at + <usize>width - 1);
    if (!single) sum += <u32>load<u8>(factors + (row << 4));
    indices += 4;
  }
  store<u32>(touched, sum);
}

/**
 * Row `indices[i]` of a table (V, width) int8, requantized: y = out(rq(entry)). `factors` holds M * 2^-s, 2^-(s+1)
 * for each row, or (`single`) once.
 */
export function gatherScaled(
  address: usize,
  indices: usize,
  count: u32,
  width: u32,
  table: usize,
  factors: usize,
  single: bool,
  y: usize,
): void {
  const job = changetype<Job>(address);
  const size = job.size;
  for (let ahead: u32 = 0; count > 0; count--) {
    if (ahead == 0) {
      ahead = min(AHEAD, count);
      touch(indices, ahead, width, table, factors, single);
    }
    ahead--;
    const row = <usize>load<u32>(indices);
    const pair = single ? factors : factors + (row << 4);
    const factor = v128.load64_splat(pair);
    const tie = v128.load64_splat(pair, 8);
    for (let i: usize = 0; i < 64; i += 16) {
      v128.store(panel + i, factor);
      v128.store(panel + i, tie, 64);
    }
    let at = table + row * <usize>width;
    for (let d: u32 = 0; d < width; d += 8) {
      const v = v128.load8x8_s(at);
      const rounded = requantize(job, i32x4.extend_low_i16x8_s(v), i32x4.extend_high_i16x8_s(v), panel);
      storeLanes(y + <usize>(d * size), rounded, min<u32>(8, width - d), size);
      at += 8;
    }
    indices += 4;
    y += <usize>(width * size);
  }
}
