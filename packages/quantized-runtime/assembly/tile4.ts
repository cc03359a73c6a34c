import { Job } from './job';
import { mac } from './mac';

/**
 * The sums of `count` >= 4 product rows (their inputs' addresses are listed at `rows`) with the panel of 8 channels
 * at `weights`, four rows at a time: (count, 8) int32 at `sums`. The last tile overlaps the one before it instead of
 * running short.
 *
 * One pair of k in a turn: V8 brings all loads of a block to its front, so that two pairs at once take more than the
 * 16 vector registers of x64 and the accumulators go through memory (30 instead of 41 GMAC/s, Node 20). V8 unrolls
 * this loop by itself, with an exit behind each pair, which keeps the pairs apart.
 */
@inline
export function tiles4(job: Job, rows: usize, count: u32, weights: usize, panel: usize, sums: usize): void {
  const bias = <usize>job.bias + (panel << 5);
  const segment = <usize>job.pairs << 5;
  const offsets = <usize>job.offsets;
  const lastOffset = offsets + (<usize>job.segments << 2);
  do {
    let w = weights;
    let offset = offsets;
    let a0 = v128.load(bias);
    let b0 = v128.load(bias, 16);
    let a1 = a0;
    let b1 = b0;
    let a2 = a0;
    let b2 = b0;
    let a3 = a0;
    let b3 = b0;
    do {
      const o = <usize>load<u32>(offset);
      let x0 = <usize>load<u32>(rows) + o;
      let x1 = <usize>load<u32>(rows, 4) + o;
      let x2 = <usize>load<u32>(rows, 8) + o;
      let x3 = <usize>load<u32>(rows, 12) + o;
      const end = w + segment;
      do {
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
      } while (w < end);
      offset += 4;
    } while (offset < lastOffset);
    v128.store(sums, a0);
    v128.store(sums, b0, 16);
    v128.store(sums, a1, 32);
    v128.store(sums, b1, 48);
    v128.store(sums, a2, 64);
    v128.store(sums, b2, 80);
    v128.store(sums, a3, 96);
    v128.store(sums, b3, 112);
    count -= 4;
    const advance = <usize>min<u32>(count, 4);
    if (count < 4 && count > 0) count = 4;
    rows += advance << 2;
    sums += advance << 5;
  } while (count > 0);
}
