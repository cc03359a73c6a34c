/**
 * Elementary functions from binary64 + - * / alone, so that a table has the same entries on every engine.
 * (`Math.exp` and its kin may differ in the last bit between engines; basic operations and `Math.sqrt` may not.)
 * Errors are a few units in the last place of binary64: far below the half step that decides a table entry.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = Math.LOG2E;
const SQRT_HALF = Math.SQRT1_2;
const TWO_OVER_SQRT_PI = 1.1283791670955126;

/** 2^n for a whole n in [-1074, 1023], exactly. */
export function powerOfTwo(n: number): number {
  let result = 1;
  let base = n < 0 ? 0.5 : 2;
  for (let left = Math.abs(n); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const n = Math.floor(x * LOG2_E + 0.5);
  const r = x - n * LN2_HIGH - n * LN2_LOW; // |r| <= 0.35
  let sum = 1;
  for (let k = 17; k > 0; k--) sum = 1 + (sum * r) / k;
  return n < 1023 ? sum * powerOfTwo(n) : sum * 2 * powerOfTwo(n - 1);
}

/** e^x - 1 without cancellation near zero. */
export function expm1(x: number): number {
  if (Math.abs(x) > 0.35) return exp(x) - 1;
  let sum = 1;
  for (let k = 18; k > 1; k--) sum = 1 + (sum * x) / k;
  return sum * x;
}

/** The natural logarithm of x > 0 (-Infinity at 0). */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let n = 0;
  let m = x;
  for (; m >= 2 * SQRT_HALF; n++) m /= 2;
  for (; m < SQRT_HALF; n--) m *= 2;
  // log m = 2 artanh((m - 1) / (m + 1)), |t| <= 0.172
  return n * LN2_HIGH + (twoArtanh((m - 1) / (m + 1)) + n * LN2_LOW);
}

/** log(1 + x) for x > -1. */
export function log1p(x: number): number {
  return Math.abs(x) < 0.25 ? twoArtanh(x / (2 + x)) : log(1 + x);
}

function twoArtanh(t: number): number {
  const square = t * t;
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = 1 / k + sum * square;
  return 2 * t * sum;
}

/** The hyperbolic tangent. */
export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const e = expm1(2 * x);
  return e / (e + 2);
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** log(1 + e^x). */
export function softplus(x: number): number {
  return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/** The error function. */
export function erf(x: number): number {
  if (x < 0) return -erf(-x);
  if (x > 6) return 1;
  return x < 2 ? erfSeries(x) : 1 - erfcFraction(x);
}

/** erf x = 2/sqrt(pi) e^-x^2 sum of 2^n x^(2n+1) / (1·3·5 ... (2n+1)): all terms positive. */
function erfSeries(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= (2 * square) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_SQRT_PI * exp(-square) * sum;
}

/** erfc x for x >= 2 by its continued fraction, taken from the far end. */
function erfcFraction(x: number): number {
  let tail = x;
  for (let k = 80; k >= 1; k--) tail = x + k / 2 / tail;
  return (TWO_OVER_SQRT_PI / 2) * (exp(-x * x) / tail);
}
