/**
 * Elementary functions of two binary64 at a time, operation by operation those of
 * src/numerics/elementary.ts; where that one branches, both ways are computed and one is picked.
 */

@inline
function constant(x: f64): v128 {
  return f64x2.splat(x);
}

/** mask ? a : b. */
@inline
export function pick(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** sum * x + c, rounded twice. */
@inline
function horner(sum: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), constant(c));
}

/** 1 / n! */
const F2: f64 = 1.0 / 2.0;
const F3: f64 = 1.0 / 6.0;
const F4: f64 = 1.0 / 24.0;
const F5: f64 = 1.0 / 120.0;
const F6: f64 = 1.0 / 720.0;
const F7: f64 = 1.0 / 5040.0;
const F8: f64 = 1.0 / 40320.0;
const F9: f64 = 1.0 / 362880.0;
const F10: f64 = 1.0 / 3628800.0;
const F11: f64 = 1.0 / 39916800.0;
const F12: f64 = 1.0 / 479001600.0;
const F13: f64 = 1.0 / 6227020800.0;
const F14: f64 = 1.0 / 87178291200.0;
const F15: f64 = 1.0 / 1307674368000.0;
const F16: f64 = 1.0 / 20922789888000.0;
const F17: f64 = 1.0 / 355687428096000.0;

/** e^x; 0 below -708. */
export function exp(x: v128): v128 {
  // Beyond these ends the result is picked; the exponent's bits need a number within.
  const inside = f64x2.pmax(f64x2.pmin(x, constant(709)), constant(-708));
  const k = f64x2.floor(f64x2.add(f64x2.mul(inside, constant(1.4426950408889634)), constant(0.5)));
  const r = f64x2.sub(
    f64x2.sub(inside, f64x2.mul(k, constant(0.6931471803691238))),
    f64x2.mul(k, constant(1.9082149292705877e-10)),
  );
  let sum = constant(F13);
  sum = horner(sum, r, F12);
  sum = horner(sum, r, F11);
  sum = horner(sum, r, F10);
  sum = horner(sum, r, F9);
  sum = horner(sum, r, F8);
  sum = horner(sum, r, F7);
  sum = horner(sum, r, F6);
  sum = horner(sum, r, F5);
  sum = horner(sum, r, F4);
  sum = horner(sum, r, F3);
  sum = horner(sum, r, F2);
  sum = horner(sum, r, 1);
  sum = horner(sum, r, 1);
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  const power = i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52);
  const e = pick(f64x2.lt(x, constant(-708)), constant(0), f64x2.mul(sum, power));
  return pick(f64x2.gt(x, constant(709)), constant(Infinity), e);
}

/** e^x - 1. */
export function expm1(x: v128): v128 {
  let sum = constant(F17);
  sum = horner(sum, x, F16);
  sum = horner(sum, x, F15);
  sum = horner(sum, x, F14);
  sum = horner(sum, x, F13);
  sum = horner(sum, x, F12);
  sum = horner(sum, x, F11);
  sum = horner(sum, x, F10);
  sum = horner(sum, x, F9);
  sum = horner(sum, x, F8);
  sum = horner(sum, x, F7);
  sum = horner(sum, x, F6);
  sum = horner(sum, x, F5);
  sum = horner(sum, x, F4);
  sum = horner(sum, x, F3);
  sum = horner(sum, x, F2);
  sum = horner(sum, x, 1);
  const small = v128.and(f64x2.gt(x, constant(-0.5)), f64x2.lt(x, constant(0.5)));
  return pick(small, f64x2.mul(x, sum), f64x2.sub(exp(x), constant(1)));
}

/** 1, 1/3, 1/5 ... 1/35. */
const INVERSE_ODDS = memory.data<f64>([
  1.0, 1.0 / 3.0, 1.0 / 5.0, 1.0 / 7.0, 1.0 / 9.0, 1.0 / 11.0, 1.0 / 13.0, 1.0 / 15.0, 1.0 / 17.0,
  1.0 / 19.0, 1.0 / 21.0, 1.0 / 23.0, 1.0 / 25.0, 1.0 / 27.0, 1.0 / 29.0, 1.0 / 31.0, 1.0 / 33.0, 1.0 / 35.0,
]);

/** 2 atanh(f) = 2 (f + f^3 / 3 + f^5 / 5 ...), `terms` terms. */
@inline
function twiceAtanh(f: v128, terms: usize): v128 {
  const square = f64x2.mul(f, f);
  let at = INVERSE_ODDS + ((terms - 1) << 3);
  let sum = v128.load64_splat(at);
  while (at > INVERSE_ODDS) {
    at -= 8;
    sum = f64x2.add(f64x2.mul(sum, square), v128.load64_splat(at));
  }
  return f64x2.mul(f64x2.mul(constant(2), f), sum);
}

/** ln x; x binary32, or binary64 where it is normal. */
export function log(x: v128): v128 {
  // x = m * 2^e with m in [sqrt(1/2), sqrt(2)).
  const biased = i64x2.shr_u(x, 52);
  let exponent = f64x2.convert_low_i32x4_s(i32x4.sub(i32x4.shuffle(biased, biased, 0, 2, 0, 2), i32x4.splat(1023)));
  let mantissa = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const large = f64x2.gt(mantissa, constant(1.4142135623730951));
  mantissa = pick(large, f64x2.div(mantissa, constant(2)), mantissa);
  exponent = pick(large, f64x2.add(exponent, constant(1)), exponent);
  const f = f64x2.div(f64x2.sub(mantissa, constant(1)), f64x2.add(mantissa, constant(1)));
  const tail = f64x2.add(twiceAtanh(f, 12), f64x2.mul(exponent, constant(1.9082149292705877e-10)));
  let y = f64x2.add(f64x2.mul(exponent, constant(0.6931471803691238)), tail);
  y = pick(f64x2.eq(x, constant(Infinity)), x, y);
  y = pick(f64x2.gt(x, constant(0)), y, constant(NaN));
  return pick(f64x2.eq(x, constant(0)), constant(-Infinity), y);
}

/** ln(1 + y), -1/2 <= y <= 1. */
@inline
function nearLog1p(y: v128): v128 {
  return twiceAtanh(f64x2.div(y, f64x2.add(constant(2), y)), 18);
}

/** ln(1 + y); y binary32. */
export function log1p(y: v128): v128 {
  const near = v128.and(f64x2.ge(y, constant(-0.5)), f64x2.le(y, constant(1)));
  return pick(near, nearLog1p(y), log(f64x2.add(constant(1), y)));
}

export function tanh(x: v128): v128 {
  const e = expm1(f64x2.mul(constant(2), x));
  let y = f64x2.div(e, f64x2.add(e, constant(2)));
  y = pick(f64x2.lt(x, constant(-20)), constant(-1), y);
  return pick(f64x2.gt(x, constant(20)), constant(1), y);
}

export function sigmoid(x: v128): v128 {
  // exp(-x) where x >= 0, exp(x) elsewhere.
  const e = exp(f64x2.neg(f64x2.abs(x)));
  const numerator = pick(f64x2.ge(x, constant(0)), constant(1), e);
  return f64x2.div(numerator, f64x2.add(constant(1), e));
}

/** ln(1 + e^x). */
export function softplus(x: v128): v128 {
  const tail = nearLog1p(exp(f64x2.neg(f64x2.abs(x))));
  const y = pick(f64x2.gt(x, constant(0)), f64x2.add(x, tail), tail);
  return pick(f64x2.ne(x, x), x, y);
}

/** 1 - erf(x), x >= 3, by its continued fraction. */
function erfcTail(x: v128): v128 {
  let fraction = x;
  for (let k: f64 = 40; k >= 1; k--) fraction = f64x2.add(x, f64x2.div(constant(k / 2), fraction));
  const e = exp(f64x2.neg(f64x2.mul(x, x)));
  return f64x2.div(f64x2.mul(e, constant(0.5641895835477563)), fraction);
}

/** erf(x), |x| < 3: 2/sqrt(pi) e^(-x^2) sum 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign. */
function erfSeries(x: v128): v128 {
  const square = f64x2.mul(x, x);
  let term = x;
  let sum = x;
  for (let odd: f64 = 3; odd <= 101; odd += 2) {
    term = f64x2.mul(term, f64x2.mul(square, constant(2 / odd)));
    sum = f64x2.add(sum, term);
  }
  return f64x2.mul(f64x2.mul(constant(1.1283791670955126), exp(f64x2.neg(square))), sum);
}

export function erf(x: v128): v128 {
  const far = f64x2.ge(f64x2.abs(x), constant(3));
  const near = erfSeries(x);
  if (!v128.any_true(far)) return near;
  const tail = erfcTail(f64x2.abs(x));
  const beyond = pick(
    f64x2.gt(x, constant(0)),
    f64x2.sub(constant(1), tail),
    f64x2.sub(tail, constant(1)),
  );
  return pick(far, beyond, near);
}

/** 1 + erf(x), with all its digits where erf is near -1. */
export function onePlusErf(x: v128): v128 {
  const far = f64x2.le(x, constant(-3));
  const y = f64x2.add(constant(1), erf(x));
  return v128.any_true(far) ? pick(far, erfcTail(f64x2.abs(x)), y) : y;
}
