import { Job } from './job';
import { requantize } from './requantize';
import { storeLanes } from './store';

/** Eight equal pairs as requantize.ts reads them. */
const panel = memory.data(128, 16);

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
  for (; count > 0; count--) {
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
