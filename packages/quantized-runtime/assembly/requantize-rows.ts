import { HIGH, Job, LOW, ZERO } from './job';
import { PANEL, requantize, scaleFour } from './requantize';
import { storeLanes } from './store';

/**
 * `count` >= 1 rows of eight sums, int32 one behind the other at `sums`, to the `lanes` channels of `panel` in as
 * many outputs `job.yStep` bytes apart from `y` on. Products and windows leave their sums in memory for this loop:
 * it keeps the constants of a panel in registers, and so does theirs with their accumulators.
 */
export function requantizeRows(job: Job, sums: usize, count: u32, panel: usize, y: usize, lanes: u32): void {
  const factors = <usize>job.factors + (panel << PANEL);
  const end = sums + (<usize>count << 5);
  const step = <usize>job.yStep;
  if (job.shift != 0 && lanes == 8) {
    if (job.size != 2) integers(job, sums, end, factors, y, step, false, job.shift);
    else if (job.shift == 1) integers(job, sums, end, factors, y, step, true, 1);
    else integers(job, sums, end, factors, y, step, true, job.shift);
    return;
  }
  do {
    storeLanes(y, requantize(job, v128.load(sums), v128.load(sums, 16), factors), lanes, job.size);
    sums += 32;
    y += step;
  } while (sums < end);
}

/**
 * `wide` (known at compile time): int16, whose zero point is 0 (rule N2); else int8. `shift` is the job's: where it
 * is known at compile time, as it is for nearly all networks, V8 need not move it to a vector for every use.
 */
@inline
function integers(
  job: Job,
  sums: usize,
  end: usize,
  factors: usize,
  y: usize,
  step: usize,
  wide: bool,
  shift: i32,
): void {
  const address = changetype<usize>(job);
  const first = v128.load(factors);
  const second = v128.load(factors, 16);
  const high = v128.load(address, HIGH);
  const low = v128.load(address, LOW);
  const zero = v128.load(address, ZERO);
  const half = i32x4.splat(1 << (shift - 1));
  do {
    const a = i32x4.shr_s(i32x4.add(scaleFour(v128.load(sums), first), half), shift);
    const b = i32x4.shr_s(i32x4.add(scaleFour(v128.load(sums, 16), second), half), shift);
    const v = i16x8.max_s(i16x8.min_s(i16x8.narrow_i32x4_s(a, b), high), low);
    if (wide) {
      v128.store(y, v);
    } else {
      const moved = i16x8.add(v, zero);
      v128.store64_lane(y, i8x16.narrow_i16x8_s(moved, moved), 0);
    }
    sums += 32;
    y += step;
  } while (sums < end);
}
