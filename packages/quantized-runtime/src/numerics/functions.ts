import { defaultConstants, type UnaryFn } from '../graph/unary-functions.ts';
import { clampFloat } from './clamp.ts';
import { erf, exp, expm1, log, log1p, onePlusErf, sigmoid, softplus, tanh } from './elementary.ts';

/** A function of one real number with the constants of its node, in binary64. */
export type RealFunction = (x: number, alpha: number, beta: number) => number;

const SQRT_2_OVER_PI = 0.7978845608028654;

/** Coefficients of x - tanh(x) = x^3 / 3 - 2 x^5 / 15 + ..., for arguments whose difference would cancel. */
const TANH_SHRINK = [
  1 / 3,
  -2 / 15,
  17 / 315,
  -62 / 2835,
  1382 / 155925,
  -21844 / 6081075,
  929569 / 638512875,
];

function tanhShrink(x: number): number {
  if (!(Math.abs(x) < 0.125)) return x - tanh(x);
  const square = x * x;
  let sum = 0;
  for (let n = TANH_SHRINK.length - 1; n >= 0; n--) sum = sum * square + TANH_SHRINK[n]!;
  return x * square * sum;
}

/** (x + sqrt(x^2 + b)) / 2, without cancellation where x is negative. */
function squareplus(x: number, b: number): number {
  if (x === -Infinity) return 0;
  const root = Math.sqrt(x * x + b);
  return x < 0 ? b / (2 * (root - x)) : (x + root) / 2;
}

/** From here on every binary64 is whole. */
const WHOLE = 2 ** 52;

/** The nearest whole number, of two the even one, as IEEE-754 rounds; 0 keeps the sign of x. */
function roundHalfEven(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < WHOLE) || x === 0) return x;
  const rounded = magnitude + WHOLE - WHOLE;
  return x < 0 ? -rounded : rounded;
}

/**
 * What each unary operator computes, the same bits on every engine: kernels of `f32` round it to binary32 once, and
 * quantizing makes its integer tables of it. Definitions are those of Keras 3. Constants alpha, beta: elu slope; selu
 * slope, scale; celu width; leakyRelu slope; threshold limit, fill; softShrink, hardShrink limit; squareplus b.
 */
export const FUNCTIONS: Readonly<Record<UnaryFn, RealFunction>> = {
  relu: (x) => clampFloat(x, 0, Infinity),
  relu6: (x) => clampFloat(x, 0, 6),
  sigmoid,
  tanh,
  exp,
  log,
  sqrt: (x) => Math.sqrt(x),
  rsqrt: (x) => 1 / Math.sqrt(x),
  abs: (x) => Math.abs(x),
  neg: (x) => -x,
  square: (x) => x * x,
  elu: (x, alpha) => (x > 0 ? x : alpha * expm1(x)),
  selu: (x, alpha, scale) => scale * (x > 0 ? x : alpha * expm1(x)),
  celu: (x, alpha) => (x > 0 ? x : alpha * expm1(x / alpha)),
  gelu: (x) => (x === -Infinity ? 0 : 0.5 * x * onePlusErf(x / Math.SQRT2)),
  geluTanh: (x) => (x === -Infinity ? 0 : x * sigmoid(2 * SQRT_2_OVER_PI * (x + 0.044715 * (x * x * x)))),
  silu: (x) => (x === -Infinity ? 0 : x * sigmoid(x)),
  softplus,
  softsign: (x) => (Math.abs(x) === Infinity ? Math.sign(x) : x / (Math.abs(x) + 1)),
  hardSigmoid: (x) => clampFloat(x / 6 + 0.5, 0, 1),
  hardSilu: (x) => (x === -Infinity ? 0 : x * clampFloat(x / 6 + 0.5, 0, 1)),
  hardTanh: (x) => clampFloat(x, -1, 1),
  leakyRelu: (x, alpha) => (x < 0 ? x * alpha : x),
  threshold: (x, limit, fill) => (x > limit || Number.isNaN(x) ? x : fill),
  logSigmoid: (x) => -softplus(-x),
  mish: (x) => (x === -Infinity ? 0 : x * tanh(softplus(x))),
  tanhShrink,
  softShrink: (x, limit) => (x > limit ? x - limit : x < -limit ? x + limit : Number.isNaN(x) ? x : 0),
  hardShrink: (x, limit) => (Math.abs(x) <= limit ? 0 : x),
  squareplus,
  sparsePlus: (x) => (x <= -1 ? 0 : x >= 1 ? x : ((x + 1) * (x + 1)) / 4),
  sparseSigmoid: (x) => clampFloat((x + 1) / 2, 0, 1),
  erf,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
  step: (x) => (x > 0 ? 1 : Number.isNaN(x) ? x : 0),
  log1p,
  expm1,
  floor: (x) => Math.floor(x),
  round: roundHalfEven,
};

/** The function that a recurrent layer names, with its default constants. */
export function functionNamed(fn: UnaryFn | 'linear'): (x: number) => number {
  if (fn === 'linear') return (x) => x;
  const apply = FUNCTIONS[fn];
  const [alpha, beta] = defaultConstants(fn);
  return (x) => apply(x, alpha, beta);
}
