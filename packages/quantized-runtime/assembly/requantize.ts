import { HIGH, Job, LOW, ZERO } from './job';

/**
 * Rule N3 on accumulators, in binary64 where every step but the last is exact.
 *
 * floor(acc * M * 2^-s + 1/2) is the integer nearest to acc * M * 2^-s + 2^-(s+1): the small term turns an exact
 * tie upwards and moves nothing across one, because acc * M * 2^-s is a multiple of 2^-s. The sum needs 53 bits:
 * 2 * |acc * M| + 1 < 2^53. Adding 1.5 * 2^52 then rounds to that integer (it cannot be a tie any more) and leaves
 * it in the low 32 bits in two's complement, where one shuffle fetches four of them. That is 12 instructions for
 * four accumulators on x64; floor and trunc_sat (which guards against NaN and overflow) take 26.
 *
 * `factors` points at a panel's constants: 8 binary64 M * 2^-s, then 8 binary64 2^-(s+1).
 */

/** Four accumulators, each |acc * M * 2^-s| < 2^31 (M * 2^-s < 1 suffices). */
@inline
function roundFour(acc: v128, factors: usize): v128 {
  const magic = f64x2.splat(6755399441055744.0);
  const a = f64x2.mul(f64x2.convert_low_i32x4_s(acc), v128.load(factors));
  const b = f64x2.mul(f64x2.convert_low_i32x4_s(i32x4.shuffle(acc, acc, 2, 3, 2, 3)), v128.load(factors, 16));
  return i32x4.shuffle(
    f64x2.add(f64x2.add(a, v128.load(factors, 64)), magic),
    f64x2.add(f64x2.add(b, v128.load(factors, 80)), magic),
    0, 2, 4, 6,
  );
}

/** Four accumulators, any M and s: brought into int16 before the conversion, beyond every clamp's reach. */
@inline
function saturateFour(acc: v128, factors: usize): v128 {
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
export function roundEight(saturate: bool, a: v128, b: v128, factors: usize): v128 {
  return saturate
    ? i16x8.narrow_i32x4_s(saturateFour(a, factors), saturateFour(b, factors + 32))
    : i16x8.narrow_i32x4_s(roundFour(a, factors), roundFour(b, factors + 32));
}

/**
 * Eight accumulators to eight int16 in the output's clamp. `low`, `high` are the clamp less `zero` and fit int16
 * together with it, so saturating to int16 first changes nothing.
 */
@inline
export function requantize(job: Job, a: v128, b: v128, factors: usize): v128 {
  return moveIntoClamp(job, roundEight(job.saturate != 0, a, b, factors));
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
