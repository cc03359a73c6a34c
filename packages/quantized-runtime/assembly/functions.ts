import { erf, exp, expm1, log, log1p, onePlusErf, pick, sigmoid, softplus, tanh } from './elementary';

/** Functions of spec/operators.md on two binary64, as src/numerics/functions.ts has them, by its order of names. */

@inline
function constant(x: f64): v128 {
  return f64x2.splat(x);
}

/** Rule O5: x < least ? least : x > most ? most : x. */
@inline
function clamp(x: v128, least: f64, most: f64): v128 {
  return f64x2.pmin(f64x2.pmax(x, constant(least)), constant(most));
}

/** 0 at -Infinity, where a product would be NaN; y elsewhere. */
@inline
function zeroAtMinusInfinity(x: v128, y: v128): v128 {
  return pick(f64x2.eq(x, constant(-Infinity)), constant(0), y);
}

@inline
function isNaN2(x: v128): v128 {
  return f64x2.ne(x, x);
}

function tanhShrink(x: v128): v128 {
  const square = f64x2.mul(x, x);
  let sum = constant(929569.0 / 638512875.0);
  sum = f64x2.add(f64x2.mul(sum, square), constant(-21844.0 / 6081075.0));
  sum = f64x2.add(f64x2.mul(sum, square), constant(1382.0 / 155925.0));
  sum = f64x2.add(f64x2.mul(sum, square), constant(-62.0 / 2835.0));
  sum = f64x2.add(f64x2.mul(sum, square), constant(17.0 / 315.0));
  sum = f64x2.add(f64x2.mul(sum, square), constant(-2.0 / 15.0));
  sum = f64x2.add(f64x2.mul(sum, square), constant(1.0 / 3.0));
  const small = f64x2.mul(f64x2.mul(x, square), sum);
  return pick(f64x2.lt(f64x2.abs(x), constant(0.125)), small, f64x2.sub(x, tanh(x)));
}

/** (x + sqrt(x^2 + b)) / 2, without cancellation where x is negative. */
function squareplus(x: v128, b: v128): v128 {
  const root = f64x2.sqrt(f64x2.add(f64x2.mul(x, x), b));
  const below = f64x2.div(b, f64x2.mul(constant(2), f64x2.sub(root, x)));
  const above = f64x2.div(f64x2.add(x, root), constant(2));
  return zeroAtMinusInfinity(x, pick(f64x2.lt(x, constant(0)), below, above));
}

function gelu(x: v128): v128 {
  const y = onePlusErf(f64x2.div(x, constant(1.4142135623730951)));
  return zeroAtMinusInfinity(x, f64x2.mul(f64x2.mul(constant(0.5), x), y));
}

function geluTanh(x: v128): v128 {
  const cube = f64x2.mul(constant(0.044715), f64x2.mul(f64x2.mul(x, x), x));
  const y = sigmoid(f64x2.mul(constant(2.0 * 0.7978845608028654), f64x2.add(x, cube)));
  return zeroAtMinusInfinity(x, f64x2.mul(x, y));
}

function sparsePlus(x: v128): v128 {
  const above = f64x2.add(x, constant(1));
  let y = f64x2.div(f64x2.mul(above, above), constant(4));
  y = pick(f64x2.ge(x, constant(1)), x, y);
  return pick(f64x2.le(x, constant(-1)), constant(0), y);
}

function softShrink(x: v128, limit: v128): v128 {
  let y = pick(isNaN2(x), x, constant(0));
  y = pick(f64x2.lt(x, f64x2.neg(limit)), f64x2.add(x, limit), y);
  return pick(f64x2.gt(x, limit), f64x2.sub(x, limit), y);
}

function softsign(x: v128): v128 {
  const magnitude = f64x2.abs(x);
  const sign = pick(f64x2.gt(x, constant(0)), constant(1), constant(-1));
  const y = f64x2.div(x, f64x2.add(magnitude, constant(1)));
  return pick(f64x2.eq(magnitude, constant(Infinity)), sign, y);
}

/** x if it is positive, else `below`. */
@inline
function positiveOr(x: v128, below: v128): v128 {
  return pick(f64x2.gt(x, constant(0)), x, below);
}

@inline
function hardSigmoid(x: v128): v128 {
  return clamp(f64x2.add(f64x2.div(x, constant(6)), constant(0.5)), 0, 1);
}

/** fn(x) with the node's constants, not yet rounded to binary32. Numbers as in src/kernels/wasm/functions.ts. */
export function apply(fn: u32, x: v128, alpha: v128, beta: v128): v128 {
  switch (fn) {
    case 0: return x;
    case 1: return clamp(x, 0, Infinity);
    case 2: return clamp(x, 0, 6);
    case 3: return sigmoid(x);
    case 4: return tanh(x);
    case 5: return exp(x);
    case 6: return log(x);
    case 7: return f64x2.sqrt(x);
    case 8: return f64x2.div(constant(1), f64x2.sqrt(x));
    case 9: return f64x2.abs(x);
    case 10: return f64x2.neg(x);
    case 11: return f64x2.mul(x, x);
    case 12: return positiveOr(x, f64x2.mul(alpha, expm1(x)));
    case 13: return f64x2.mul(beta, positiveOr(x, f64x2.mul(alpha, expm1(x))));
    case 14: return gelu(x);
    case 15: return geluTanh(x);
    case 16: return zeroAtMinusInfinity(x, f64x2.mul(x, sigmoid(x)));
    case 17: return softplus(x);
    case 18: return softsign(x);
    case 19: return hardSigmoid(x);
    case 20: return zeroAtMinusInfinity(x, f64x2.mul(x, hardSigmoid(x)));
    case 21: return clamp(x, -1, 1);
    case 22: return pick(f64x2.lt(x, constant(0)), f64x2.mul(x, alpha), x);
    case 23: return pick(v128.or(f64x2.gt(x, alpha), isNaN2(x)), x, beta);
    case 24: return positiveOr(x, f64x2.mul(alpha, expm1(f64x2.div(x, alpha))));
    case 25: return f64x2.neg(softplus(f64x2.neg(x)));
    case 26: return zeroAtMinusInfinity(x, f64x2.mul(x, tanh(softplus(x))));
    case 27: return tanhShrink(x);
    case 28: return softShrink(x, alpha);
    case 29: return pick(f64x2.le(f64x2.abs(x), alpha), constant(0), x);
    case 30: return squareplus(x, alpha);
    case 31: return sparsePlus(x);
    case 32: return clamp(f64x2.div(f64x2.add(x, constant(1)), constant(2)), 0, 1);
    case 33: return erf(x);
    case 34: return sign(x);
    case 35: return step(x);
    case 36: return log1p(x);
    case 37: return expm1(x);
    case 38: return f64x2.floor(x);
    default: return f64x2.nearest(x);
  }
}

function sign(x: v128): v128 {
  const y = pick(f64x2.lt(x, constant(0)), constant(-1), x);
  return pick(f64x2.gt(x, constant(0)), constant(1), y);
}

function step(x: v128): v128 {
  const y = pick(isNaN2(x), x, constant(0));
  return pick(f64x2.gt(x, constant(0)), constant(1), y);
}

/** fn of four binary32, rounded once. */
@inline
export function applyFour(fn: u32, x: v128, alpha: v128, beta: v128): v128 {
  const low = apply(fn, f64x2.promote_low_f32x4(x), alpha, beta);
  const high = apply(fn, f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1)), alpha, beta);
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
