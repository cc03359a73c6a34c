import * as tf from '@tensorflow/tfjs-core';
import { alignRanks, clamp, type OpFn } from './op.ts';

export const dense: OpFn<'dense'> = ({ node, inputs, param, batch, shapes }) => {
  const kernel = param(node.params.kernel);
  const rows = tf.reshape(inputs[0]!, [-1, kernel.shape[0]!]);
  const product = tf.matMul(rows, tf.reshape(kernel, [kernel.shape[0]!, -1]));
  const biased = node.params.bias === undefined ? product : tf.add(product, param(node.params.bias));
  return [clamp(tf.reshape(biased, [batch, ...shapes[0]!]), node)];
};

export const matmul: OpFn<'matmul'> = ({ node, inputs }) => {
  const [a, b] = alignRanks(inputs);
  return [clamp(tf.matMul(a!, b!, false, node.transposeB), node)];
};

export const gather: OpFn<'gather'> = ({ node, inputs, param }) => [
  tf.gather(param(node.params.table), tf.cast(inputs[0]!, 'int32')),
];
