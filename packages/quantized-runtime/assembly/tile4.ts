import { HIGH, Job, LOW } from './job';
import { mac } from './mac';
import { PANEL, scaleFour } from './requantize';

/**
 * `count` >= 4 product rows (their inputs' addresses are listed at `rows`) times the panel of 8 channels at
 * `weights`, four rows at a time; the last tile overlaps the one before it instead of running short. The sums go to
 * `sums`, (count, 8) int32, or, if `finished`, requantized to `y`: eight int16 with the factors that nearly all
 * networks have (`job.shift` 1), which then cost least.
 *
 * One pair of k in a turn: V8 brings all loads of a block to its front, so that two pairs at once take more than the
 * 16 vector registers of x64 and the accumulators go through memory (30 instead of 41 GMAC/s, Node 20). V8 unrolls
 * this loop by itself, with an exit behind each pair, which keeps the pairs apart.
 */
@inline
export function tiles4(
  job: Job,
  rows: usize,
  count: u32,
  weights: usize,
  panel: usize,
  sums: usize,
  y: usize,
  finished: bool,
): void {
  const factors = <usize>job.factors + (panel << PANEL);
  const address = changetype<usize>(job);
  const step = <usize>job.yStep;
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
    if (finished) {
      const m0 = v128.load(factors);
      const m1 = v128.load(factors, 16);
      const high = v128.load(address, HIGH);
      const low = v128.load(address, LOW);
      v128.store(y, finish(a0, b0, m0, m1, high, low));
      v128.store(y + step, finish(a1, b1, m0, m1, high, low));
      v128.store(y + 2 * step, finish(a2, b2, m0, m1, high, low));
      v128.store(y + 3 * step, finish(a3, b3, m0, m1, high, low));
    } else {
      v128.store(sums, a0);
      v128.store(sums, b0, 16);
      v128.store(sums, a1, 32);
      v128.store(sums, b1, 48);
      v128.store(sums, a2, 64);
      v128.store(sums, b2, 80);
      v128.store(sums, a3, 96);
      v128.store(sums, b3, 112);
    }
    count -= 4;
    const advance = <usize>min<u32>(count, 4);
    if (count < 4 && count > 0) count = 4;
    rows += advance << 2;
    sums += advance << 5;
    y += advance * step;
  } while (count > 0);
}

/** Eight sums to int16 in the output's clamp: requantize.ts with shift 1, and a16's zero point of 0. */
@inline
function finish(a: v128, b: v128, m0: v128, m1: v128, high: v128, low: v128): v128 {
  const half = i32x4.splat(1);
  const v = i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(scaleFour(a, m0), half), 1),
    i32x4.shr_s(i32x4.add(scaleFour(b, m1), half), 1),
  );
  return i16x8.max_s(i16x8.min_s(v, high), low);
}
