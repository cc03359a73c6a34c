import * as tf from '@tensorflow/tfjs-core';
import { clamp, type OpFn } from './op.ts';

export const normalize: OpFn<'normalize'> = ({ node, inputs, param }) => {
  const x = inputs[0]!;
  const { gamma, beta } = node.params;
  const centred = node.fn === 'layer' ? tf.sub(x, tf.mean(x, -1, true)) : x;
  const normal = node.fn === 'unit' ? unitLength(x, node.epsilon) : unitVariance(centred, node.epsilon);
  const scaled = gamma === undefined ? normal : tf.mul(normal, param(gamma));
  return [clamp(beta === undefined ? scaled : tf.add(scaled, param(beta)), node)];
};

function unitVariance(x: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon)));
}

function unitLength(x: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.div(x, tf.sqrt(tf.maximum(tf.sum(tf.square(x), -1, true), epsilon)));
}

const REDUCE = {
  sum: (x: tf.Tensor, axes: number[]) => tf.sum(x, axes),
  mean: (x: tf.Tensor, axes: number[]) => tf.mean(x, axes),
  max: (x: tf.Tensor, axes: number[]) => tf.max(x, axes),
  min: (x: tf.Tensor, axes: number[]) => tf.min(x, axes),
};

export const reduce: OpFn<'reduce'> = ({ node, inputs }) => [
  REDUCE[node.fn](
    inputs[0]!,
    node.axes.map((axis) => axis + 1),
  ),
];

/** The first among equals. */
export const argmax: OpFn<'argmax'> = ({ inputs }) => [tf.argMax(inputs[0]!, -1)];
