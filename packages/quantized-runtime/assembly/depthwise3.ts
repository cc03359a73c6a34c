import { even, mac } from './mac';

/**
 * 3 x 3 depthwise windows over four channels at a time: their weights, five vectors, then stay in registers while
 * the window slides, and each cell is loaded and paired once for all outputs that see it (stride 1: three loads, two
 * interleavings and five multiply-adds for four outputs).
 *
 * Weights, five vectors 32 bytes apart: rows 0 and 1 of columns 0, 1, 2; row 2 of columns (0, 1) and (none, 2).
 * `x`: address of the first window's first cell; `row`: bytes between its rows; `c`: bytes between its columns.
 * The sums of `rows` >= 1 rows of `count` >= 1 outputs go to `sums`, four int32 every 32 bytes; the windows of the
 * next row begin `down` bytes further on.
 */

/** Windows one column apart. */
export function slide1(
  start: usize,
  row: usize,
  c: usize,
  w: usize,
  bias: usize,
  sums: usize,
  count: u32,
  rows: u32,
  down: usize,
): void {
  const w0 = v128.load(w);
  const w1 = v128.load(w, 32);
  const w2 = v128.load(w, 64);
  const w3 = v128.load(w, 96);
  const w4 = v128.load(w, 128);
  const b = v128.load(bias);
  do {
    const end = sums + (<usize>count << 5);
    let x = start;
    let x1 = x + row;
    let x2 = x1 + row;
    let first = even(v128.load64_zero(x), v128.load64_zero(x1));
    let below = v128.load64_zero(x2);
    x += c;
    x1 += c;
    x2 += c;
    let second = even(v128.load64_zero(x), v128.load64_zero(x1));
    let last = v128.load64_zero(x2);
    let left = even(below, last);
    do {
      x += c;
      x1 += c;
      x2 += c;
      const third = even(v128.load64_zero(x), v128.load64_zero(x1));
      below = v128.load64_zero(x2);
      const right = even(last, below);
      let a = mac(b, first, w0);
      a = mac(a, second, w1);
      a = mac(a, third, w2);
      a = mac(a, left, w3);
      a = mac(a, right, w4);
      v128.store(sums, a);
      first = second;
      second = third;
      last = below;
      left = right;
      sums += 32;
    } while (sums < end);
    start += down;
  } while (--rows > 0);
}

/** Windows two columns apart. */
export function slide2(
  start: usize,
  row: usize,
  c: usize,
  w: usize,
  bias: usize,
  sums: usize,
  count: u32,
  rows: u32,
  down: usize,
): void {
  const w0 = v128.load(w);
  const w1 = v128.load(w, 32);
  const w2 = v128.load(w, 64);
  const w3 = v128.load(w, 96);
  const w4 = v128.load(w, 128);
  const b = v128.load(bias);
  do {
    const end = sums + (<usize>count << 5);
    let x = start;
    let x1 = x + row;
    let x2 = x1 + row;
    let first = even(v128.load64_zero(x), v128.load64_zero(x1));
    let last = v128.load64_zero(x2);
    do {
      x += c;
      x1 += c;
      x2 += c;
      const second = even(v128.load64_zero(x), v128.load64_zero(x1));
      const left = even(last, v128.load64_zero(x2));
      x += c;
      x1 += c;
      x2 += c;
      const third = even(v128.load64_zero(x), v128.load64_zero(x1));
      last = v128.load64_zero(x2);
      let a = mac(b, first, w0);
      a = mac(a, second, w1);
      a = mac(a, third, w2);
      a = mac(a, left, w3);
      a = mac(a, even(last, last), w4);
      v128.store(sums, a);
      first = third;
      sums += 32;
    } while (sums < end);
    start += down;
  } while (--rows > 0);
}
