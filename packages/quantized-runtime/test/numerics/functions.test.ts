import { describe, expect, test } from 'vitest';
import { defaultConstants, UNARY_FUNCTIONS } from '../../src/graph/unary-functions.ts';
import { createFunction } from '../../src/kernels/reference/unary.ts';
import { erf, exp } from '../../src/numerics/elementary.ts';

/** What rounding does not decide: values at the zeros and the infinities. alpha 0.5, beta 2. */
const CONVENTIONS: Readonly<
  Record<string, readonly [minusZero: number, zero: number, minus: number, plus: number]>
> = {
  relu: [-0, 0, 0, Infinity],
  relu6: [-0, 0, 0, 6],
  sigmoid: [0.5, 0.5, 0, 1],
  tanh: [-0, 0, -1, 1],
  exp: [1, 1, 0, Infinity],
  log: [-Infinity, -Infinity, Number.NaN, Infinity],
  sqrt: [-0, 0, Number.NaN, Infinity],
  rsqrt: [-Infinity, Infinity, Number.NaN, 0],
  abs: [0, 0, Infinity, Infinity],
  neg: [0, -0, Infinity, -Infinity],
  square: [0, 0, Infinity, Infinity],
  elu: [-0, 0, -0.5, Infinity],
  selu: [-0, 0, -1, Infinity],
  celu: [-0, 0, -0.5, Infinity],
  gelu: [-0, 0, 0, Infinity],
  geluTanh: [-0, 0, 0, Infinity],
  silu: [-0, 0, 0, Infinity],
  softplus: [Math.fround(Math.LN2), Math.fround(Math.LN2), 0, Infinity],
  softsign: [-0, 0, -1, 1],
  hardSigmoid: [0.5, 0.5, 0, 1],
  hardSilu: [-0, 0, 0, Infinity],
  hardTanh: [-0, 0, -1, 1],
  leakyRelu: [-0, 0, -Infinity, Infinity],
  threshold: [2, 2, 2, Infinity],
  logSigmoid: [-Math.fround(Math.LN2), -Math.fround(Math.LN2), -Infinity, -0],
  mish: [-0, 0, 0, Infinity],
  tanhShrink: [-0, 0, -Infinity, Infinity],
  softShrink: [0, 0, -Infinity, Infinity],
  hardShrink: [0, 0, -Infinity, Infinity],
  squareplus: [Math.fround(Math.SQRT1_2 / 2), Math.fround(Math.SQRT1_2 / 2), 0, Infinity],
  sparsePlus: [0.25, 0.25, 0, Infinity],
  sparseSigmoid: [0.5, 0.5, 0, 1],
  erf: [-0, 0, -1, 1],
  sign: [-0, 0, -1, 1],
  step: [0, 0, 0, 1],
  log1p: [-0, 0, Number.NaN, Infinity],
  expm1: [-0, 0, -1, Infinity],
  floor: [-0, 0, -Infinity, Infinity],
  round: [-0, 0, -Infinity, Infinity],
};

describe('functions in f32', () => {
  test.each(UNARY_FUNCTIONS)('%s at the zeros, the infinities and NaN', (fn) => {
    const apply = createFunction(fn, 0.5, 2);
    expect([-0, 0, -Infinity, Infinity].map(apply)).toEqual(CONVENTIONS[fn]);
    expect(apply(Number.NaN)).toBeNaN();
  });
});

// Klambauer et al., Self-Normalizing Neural Networks (2017), equation 14: selu keeps mean 0 and variance 1.
test("selu's default constants are those that keep mean and variance", () => {
  const near = 1 - erf(Math.SQRT1_2);
  const far = 1 - erf(Math.SQRT2);
  const alpha = -Math.sqrt(2 / Math.PI) / (near * exp(0.5) - 1);
  const spread = 2 * far * exp(2) + Math.PI * near ** 2 * exp(1) - 2 * (2 + Math.PI) * near * exp(0.5);
  const scale = (1 - near * exp(0.5)) * Math.sqrt((2 * Math.PI) / (spread + Math.PI + 2));
  const [a, b] = defaultConstants('selu');
  expect(Math.abs(a / alpha - 1)).toBeLessThan(1e-14);
  expect(Math.abs(b / scale - 1)).toBeLessThan(1e-14);
});
