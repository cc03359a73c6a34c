import { HIGH, Job, LOW, ZERO } from './job';

/**
 * Rule N3 on accumulators, eight at a time, in one of two exact ways that the plan chooses for a whole job.
 *
 * Integers (`job.shift` > 0). With S = 32 + shift >= 33, no s above S and M' = M * 2^(S - s) < 2^31:
 *
 *   floor((acc * M + 2^(s-1)) / 2^s) = floor((acc * M' + 2^(S-1)) / 2^S)
 *                                    = floor((floor(acc * M' / 2^32) + 2^(shift-1)) / 2^shift)
 *
 * because 2^(S-1) is a multiple of 2^32. |acc * M'| <= 2^62, and the upper halves of the products fit int32. A panel
 * of `factors` is eight int32 M'. 8 cycles for eight accumulators on Zen 4, where binary64 takes 22.
 *
 * Binary64 (`job.shift` 0), for what has an s below 23 or beyond S - 10. Every step but the last is exact:
 * floor(acc * M * 2^-s + 1/2) is the integer nearest to acc * M * 2^-s + 2^-(s+1): the small term turns an exact
 * tie upwards and moves nothing across one, because acc * M * 2^-s is a multiple of 2^-s. The sum needs 53 bits:
 * 2 * |acc * M| + 1 < 2^53. It is brought into int16, beyond every clamp's reach; adding 1.5 * 2^52 then rounds to
 * that integer (it cannot be a tie any more) and leaves it in the low 32 bits in two's complement. A panel of
 * `factors` is eight binary64 M * 2^-s, then eight binary64 2^-(s+1).
 */

/** Bytes between panels of factors, as a shift: 128. */
export const PANEL: usize = 7;

/** floor(acc * m / 2^32) in each lane. */
@inline
export function scaleFour(acc: v128, m: v128): v128 {
  return i32x4.shuffle(i64x2.extmul_low_i32x4_s(acc, m), i64x2.extmul_high_i32x4_s(acc, m), 1, 3, 5, 7);
}

@inline
function roundFour(acc: v128, factors: usize): v128 {
  const magic = f64x2.splat(6755399441055744.0);
  const lowest = f64x2.splat(-32768);
  const highest = f64x2.splat(32767);
  let a = f64x2.mul(f64x2.convert_low_i32x4_s(acc), v128.load(factors));
  let b = f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shuffle(acc, acc, 2, 3, 2, 3)), v128.load(factors, 16));
  // pmin(a, b) is `b < a ? b : a`: one instruction on x64, and no NaN occurs.
  a = f64x2.pmax(f64x2.pmin(f64x2.add(a, v128.load(factors, 64)), highest), lowest);
  b = f64x2.pmax(f64x2.pmin(f64x2.add(b, v128.load(factors, 80)), highest), lowest);
  return i32x4.shuffle(f64x2.add(a, magic), f64x2.add(b, magic), 0, 2, 4, 6);
}

/** Eight accumulators to eight int16, rounded but neither clamped (beyond int16) nor moved to the zero point. */
@inline
function roundEight(shift: i32, a: v128, b: v128, factors: usize): v128 {
  if (shift == 0) return i16x8.narrow_i32x4_s(roundFour(a, factors), roundFour(b, factors + 32));
  const half = i32x4.splat(1 << (shift - 1));
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(scaleFour(a, v128.load(factors)), half), shift),
    i32x4.shr_s(i32x4.add(scaleFour(b, v128.load(factors, 16)), half), shift),
  );
}

/**
 * Eight accumulators to eight int16 in the output's clamp. `low`, `high` are the clamp less `zero` and fit int16
 * together with it, so saturating to int16 first changes nothing.
 */
@inline
export function requantize(job: Job, a: v128, b: v128, factors: usize): v128 {
  return moveIntoClamp(job, roundEight(job.shift, a, b, factors));
}

/** Clamps eight rounded int16 and adds the zero point. */
@inline
export function moveIntoClamp(job: Job, rounded: v128): v128 {
  const address = changetype<usize>(job);
  return i16x8.add(
    i16x8.max_s(i16x8.min_s(rounded, v128.load(address, HIGH)), v128.load(address, LOW)),
    v128.load(address, ZERO),
  );
}
