import { Job } from './job';
import { mac } from './mac';

/**
 * The int32 sums of one product row (its input at `row`) with the panel of 8 channels at `w` and, if `two`, with the
 * one behind it: 8 or 16 at `sums`. Every weight vector is loaded for one use; two panels share the input's
 * broadcast. One pair of k in a turn, as in tile4.
 */
@inline
export function tile1(job: Job, row: usize, w: usize, panel: usize, sums: usize, two: bool): void {
  const bias = <usize>job.bias + (panel << 5);
  const segment = <usize>job.pairs << 5;
  const panelBytes = <usize>job.segments * segment;
  let a = v128.load(bias);
  let b = v128.load(bias, 16);
  let c = a;
  let d = b;
  if (two) {
    c = v128.load(bias, 32);
    d = v128.load(bias, 48);
  }
  let offset = <usize>job.offsets;
  const last = w + panelBytes;
  do {
    let x = row + <usize>load<u32>(offset);
    const end = w + segment;
    do {
      const p = v128.load32_splat(x);
      a = mac(a, p, v128.load(w));
      b = mac(b, p, v128.load(w, 16));
      if (two) {
        const second = w + panelBytes;
        c = mac(c, p, v128.load(second));
        d = mac(d, p, v128.load(second, 16));
      }
      x += 4;
      w += 32;
    } while (w < end);
    offset += 4;
  } while (w < last);
  v128.store(sums, a);
  v128.store(sums, b, 16);
  if (two) {
    v128.store(sums, c, 32);
    v128.store(sums, d, 48);
  }
}
