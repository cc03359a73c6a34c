import { powerOfTwo } from './power-of-two.ts';

/**
 * Elementary functions from binary64 + - * / in one fixed order (rule N12): every engine and machine gives the
 * same bits. (`Math.exp` and its kin may differ in the last bit between engines; basic operations and `Math.sqrt`
 * may not.) Errors are a few units of 2^-53 relative: rounding to binary32 is almost always correct, and they lie far
 * below the half step that decides an entry of an integer table.
 */

/** ln 2 in two parts: the high one has 32 trailing zero bits, so that k * LN2_HIGH is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TWO_OVER_SQRT_PI = 1.1283791670955126;
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/** 1 / n!, n = 0 .. 17, each rounded once from the exact factorial. */
const INVERSE_FACTORIALS = Float64Array.from({ length: 18 }, (_, n) => {
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return 1 / factorial;
});

/** Sum of r^n / (n + first)! for n = 0 .. last - first, by Horner. */
function taylor(r: number, first: number, last: number): number {
  let sum = INVERSE_FACTORIALS[last]!;
  for (let n = last - 1; n >= first; n--) sum = sum * r + INVERSE_FACTORIALS[n]!;
  return sum;
}

/** e^x; 0 below -708. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709) return Infinity;
  if (x < -708) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  return taylor(r, 0, 13) * powerOfTwo(k);
}

/** e^x - 1. */
export function expm1(x: number): number {
  if (x > -0.5 && x < 0.5) return x * taylor(x, 1, 17);
  return exp(x) - 1;
}

/** 2 atanh(f) = 2 (f + f^3 / 3 + f^5 / 5 ...), `terms` terms. */
function twiceAtanh(f: number, terms: number): number {
  const square = f * f;
  let sum = 1 / (2 * terms - 1);
  for (let n = terms - 2; n >= 0; n--) sum = sum * square + 1 / (2 * n + 1);
  return 2 * f * sum;
}

const word = new Int32Array(2);
const number = new Float64Array(word.buffer);

/** ln x; x binary32, or binary64 where it is normal. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return Number.NaN;
  if (x === Infinity) return x;
  number[0] = x;
  // x = m * 2^e with m in [sqrt(1/2), sqrt(2)).
  let exponent = (word[1]! >> 20) - 1023;
  word[1] = (word[1]! & 0xfffff) | 0x3ff00000;
  let mantissa = number[0]!;
  if (mantissa > Math.SQRT2) {
    mantissa = mantissa / 2;
    exponent = exponent + 1;
  }
  const tail = twiceAtanh((mantissa - 1) / (mantissa + 1), 12) + exponent * LN2_LOW;
  return exponent * LN2_HIGH + tail;
}

/** ln(1 + y); y binary32, or binary64 in [-1/2, 1]. */
export function log1p(y: number): number {
  return y >= -0.5 && y <= 1 ? twiceAtanh(y / (2 + y), 18) : log(1 + y);
}

export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const e = expm1(2 * x);
  return e / (e + 2);
}

export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** ln(1 + e^x). */
export function softplus(x: number): number {
  if (Number.isNaN(x)) return x;
  return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/** 1 - erf(x), x >= 3, by its continued fraction. */
function erfcTail(x: number): number {
  let fraction = x;
  for (let k = 40; k >= 1; k--) fraction = x + k / 2 / fraction;
  return (exp(-(x * x)) * ONE_OVER_SQRT_PI) / fraction;
}

/** erf(x), |x| < 3: 2/sqrt(pi) e^(-x^2) sum 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign. */
function erfSeries(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; n <= 50; n++) {
    term = term * (square * (2 / (2 * n + 1)));
    sum = sum + term;
  }
  return TWO_OVER_SQRT_PI * exp(-square) * sum;
}

export function erf(x: number): number {
  if (x >= 3) return 1 - erfcTail(x);
  if (x <= -3) return erfcTail(-x) - 1;
  return erfSeries(x);
}

/** 1 + erf(x), with all its digits where erf is near -1. */
export function onePlusErf(x: number): number {
  return x <= -3 ? erfcTail(-x) : 1 + erf(x);
}
