import * as tf from '@tensorflow/tfjs-core';
import type { UnaryFn } from '../../../graph/graph.ts';

type Fn = (x: tf.Tensor, alpha: number, beta: number) => tf.Tensor;

const softplus: Fn = (x) => tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));

/** a where x > limit, else b. */
function above(x: tf.Tensor, limit: number, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.where(tf.greater(x, limit), a, b);
}

/** alpha * (exp(min(x, 0) / width) - 1): the negative side of the elu family. */
function expSide(x: tf.Tensor, alpha: number, width = 1): tf.Tensor {
  return tf.mul(tf.expm1(tf.div(tf.minimum(x, 0), width)), alpha);
}

/** UnaryFn in TensorFlow.js, with the constants `alpha` and `beta` of a unary node. */
export const FUNCTIONS: Readonly<Record<UnaryFn, Fn>> = {
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.clipByValue(x, 0, 6),
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  sqrt: (x) => tf.sqrt(x),
  rsqrt: (x) => tf.rsqrt(x),
  abs: (x) => tf.abs(x),
  neg: (x) => tf.neg(x),
  square: (x) => tf.square(x),
  elu: (x, alpha) => above(x, 0, x, expSide(x, alpha)),
  selu: (x, alpha, scale) => tf.mul(above(x, 0, x, expSide(x, alpha)), scale),
  celu: (x, alpha) => tf.add(tf.relu(x), expSide(x, alpha, alpha)),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1)),
  geluTanh: (x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  },
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  softplus,
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  hardSigmoid: (x) => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1),
  hardSilu: (x) => tf.mul(x, tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1)),
  hardTanh: (x) => tf.clipByValue(x, -1, 1),
  leakyRelu: (x, alpha) => tf.where(tf.greaterEqual(x, 0), x, tf.mul(x, alpha)),
  threshold: (x, limit, fill) => above(x, limit, x, tf.fill(x.shape, fill)),
  logSigmoid: (x, ...rest) => tf.neg(softplus(tf.neg(x), ...rest)),
  mish: (x, ...rest) => tf.mul(x, tf.tanh(softplus(x, ...rest))),
  tanhShrink: (x) => tf.sub(x, tf.tanh(x)),
  softShrink: (x, limit) => tf.sub(tf.relu(tf.sub(x, limit)), tf.relu(tf.sub(tf.neg(x), limit))),
  hardShrink: (x, limit) => above(tf.abs(x), limit, x, tf.zerosLike(x)),
  squareplus: (x, b) => tf.mul(tf.add(x, tf.sqrt(tf.add(tf.square(x), b))), 0.5),
  sparsePlus: (x) => above(x, -1, above(x, 1, x, tf.mul(tf.square(tf.add(x, 1)), 0.25)), tf.zerosLike(x)),
  sparseSigmoid: (x) => tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1),
  erf: (x) => tf.erf(x),
  sign: (x) => tf.sign(x),
  step: (x) => above(x, 0, tf.onesLike(x), tf.zerosLike(x)),
  log1p: (x) => tf.log1p(x),
  expm1: (x) => tf.expm1(x),
  floor: (x) => tf.floor(x),
  round: (x) => tf.round(x),
};
