import type { UnaryFn } from '../../../graph/graph.ts';
import { erf, exp, expm1, log, sigmoid, softplus, tanh } from './elementary.ts';

/** A real function of one variable with the constants `alpha` and `beta` of its node. */
export type RealFunction = (x: number, alpha: number, beta: number) => number;

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
const SQRT_HALF = Math.SQRT1_2;
const SQRT_TWO_OVER_PI = 0.7978845608028654;

const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const hardSigmoid = (x: number): number => clip(x / 6 + 0.5, 0, 1);

/** What each unary operator computes, in binary64 and the same on every engine. Definitions are Keras 3's. */
export const UNARY_FUNCTIONS: Readonly<Record<UnaryFn, RealFunction>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => clip(x, 0, 6),
  sigmoid: (x) => sigmoid(x),
  tanh: (x) => tanh(x),
  exp: (x) => exp(x),
  log: (x) => log(x),
  sqrt: (x) => Math.sqrt(x),
  rsqrt: (x) => 1 / Math.sqrt(x),
  abs: (x) => Math.abs(x),
  neg: (x) => -x,
  square: (x) => x * x,
  elu: (x, alpha) => (x > 0 ? x : alpha * expm1(x)),
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * expm1(x)),
  gelu: (x) => 0.5 * x * (1 + erf(x * SQRT_HALF)),
  geluTanh: (x) => 0.5 * x * (1 + tanh(SQRT_TWO_OVER_PI * (x + 0.044715 * x * x * x))),
  silu: (x) => x * sigmoid(x),
  softplus: (x) => softplus(x),
  softsign: (x) => x / (1 + Math.abs(x)),
  hardSigmoid: (x) => hardSigmoid(x),
  hardSilu: (x) => x * hardSigmoid(x),
  hardTanh: (x) => clip(x, -1, 1),
  leakyRelu: (x, alpha) => (x >= 0 ? x : alpha * x),
  threshold: (x, alpha, beta) => (x > alpha ? x : beta),
  celu: (x, alpha) => Math.max(x, 0) + Math.min(alpha * expm1(x / alpha), 0),
  logSigmoid: (x) => -softplus(-x),
  mish: (x) => x * tanh(softplus(x)),
  tanhShrink: (x) => x - tanh(x),
  softShrink: (x, alpha) => (x > alpha ? x - alpha : x < -alpha ? x + alpha : 0),
  hardShrink: (x, alpha) => (Math.abs(x) > alpha ? x : 0),
  squareplus: (x, alpha) => (x + Math.sqrt(x * x + alpha)) / 2,
  sparsePlus: (x) => (x <= -1 ? 0 : x < 1 ? ((x + 1) * (x + 1)) / 4 : x),
  sparseSigmoid: (x) => clip((x + 1) / 2, 0, 1),
  erf: (x) => erf(x),
  sign: (x) => Math.sign(x),
  step: (x) => (x > 0 ? 1 : 0),
};
