import type { UnaryFn } from '../../graph/graph.ts';
import { erf, exp, expm1, log, onePlusErf, sigmoid, softplus, tanh } from './elementary.ts';
import { clampFloat } from './views.ts';

/** In binary64, from x (binary32), alpha and beta. The caller rounds the result to binary32, once. */
type Fn = (x: number, alpha: number, beta: number) => number;

const SQRT_2_OVER_PI = 0.7978845608028654;

/** Constants alpha, beta: elu slope; selu slope, scale; celu width; leakyRelu slope; threshold limit, fill; softShrink, hardShrink limit; squareplus b. */
export const FUNCTIONS: Readonly<Record<UnaryFn, Fn>> = {
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
  geluTanh: (x) => (x < -1e4 ? 0 : 0.5 * x * (1 + tanh(SQRT_2_OVER_PI * (x + 0.044715 * (x * x * x))))),
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
  tanhShrink: (x) => x - tanh(x),
  softShrink: (x, limit) => (x > limit ? x - limit : x < -limit ? x + limit : Number.isNaN(x) ? x : 0),
  hardShrink: (x, limit) => (Math.abs(x) <= limit ? 0 : x),
  squareplus: (x, b) => (x === -Infinity ? 0 : (x + Math.sqrt(x * x + b)) / 2),
  sparsePlus: (x) => (x <= -1 ? 0 : x >= 1 ? x : ((x + 1) * (x + 1)) / 4),
  sparseSigmoid: (x) => clampFloat((x + 1) / 2, 0, 1),
  erf,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
  step: (x) => (x > 0 ? 1 : Number.isNaN(x) ? x : 0),
};

/** The function of one f32 unary node: binary32 to binary32. */
export function createFunction(fn: UnaryFn, alpha: number, beta: number): (x: number) => number {
  const apply = FUNCTIONS[fn];
  return (x) => Math.fround(apply(x, alpha, beta));
}
