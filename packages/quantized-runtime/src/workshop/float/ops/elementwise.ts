import * as tf from '@tensorflow/tfjs-core';
import type { BinaryNode, CompareNode } from '../../../graph/graph.ts';
import { FUNCTIONS } from './functions.ts';
import { alignRank, alignRanks, clamp, type OpFn } from './op.ts';

const BINARY: Readonly<Record<BinaryNode['fn'], (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  add: (a, b) => tf.add(a, b),
  sub: (a, b) => tf.sub(a, b),
  mul: (a, b) => tf.mul(a, b),
  div: (a, b) => tf.div(a, b),
  max: (a, b) => tf.maximum(a, b),
  min: (a, b) => tf.minimum(a, b),
};

export const binary: OpFn<'binary'> = ({ node, inputs }) => {
  const [a, b] = alignRanks(inputs);
  return [clamp(BINARY[node.fn](a!, b!), node)];
};

export const affine: OpFn<'affine'> = ({ node, inputs, param }) => {
  const kernel = param(node.params.kernel);
  const x = alignRank(inputs[0]!, kernel.rank + 1);
  const scaled = tf.mul(x, kernel);
  return [clamp(node.params.bias === undefined ? scaled : tf.add(scaled, param(node.params.bias)), node)];
};

export const unary: OpFn<'unary'> = ({ node, inputs }) => [
  FUNCTIONS[node.fn](inputs[0]!, node.alpha, node.beta),
];

const COMPARE: Readonly<Record<CompareNode['fn'], (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  ne: (a, b) => tf.notEqual(a, b),
  eq: (a, b) => tf.equal(a, b),
  gt: (a, b) => tf.greater(a, b),
  ge: (a, b) => tf.greaterEqual(a, b),
  lt: (a, b) => tf.less(a, b),
  le: (a, b) => tf.lessEqual(a, b),
};

export const compare: OpFn<'compare'> = ({ node, inputs }) => {
  const result = COMPARE[node.fn](tf.cast(inputs[0]!, 'float32'), tf.scalar(node.constant));
  if (node.reduceLast === 'any') return [tf.any(result, -1)];
  if (node.reduceLast === 'all') return [tf.all(result, -1)];
  return [result];
};

export const select: OpFn<'select'> = ({ inputs, batch, shapes }) => {
  const [mask, a, b] = alignRanks(inputs);
  const full = [batch, ...shapes[0]!];
  const wide = (x: tf.Tensor) => tf.broadcastTo(x, full);
  // Broadcasting is defined on numbers, not on truth values.
  const keep = tf.cast(wide(tf.cast(mask!, 'int32')), 'bool');
  return [tf.where(keep, wide(a!), wide(b!))];
};

/** Dropped entries have exponential 0; when all are dropped, every entry counts alike. */
export const softmax: OpFn<'softmax'> = ({ node, inputs, batch, shapes }) => {
  const x = inputs[0]!;
  const mask = inputs[1];
  if (mask === undefined) return [node.log ? tf.logSoftmax(x, -1) : tf.softmax(x, -1)];
  const full = [batch, ...shapes[0]!];
  const keep = tf.cast(tf.broadcastTo(alignRank(tf.cast(mask, 'int32'), full.length), full), 'bool');
  const lowest = tf.fill(full, -3.4028234663852886e38);
  const masked = tf.where(keep, x, lowest);
  return [node.log ? tf.logSoftmax(masked, -1) : tf.softmax(masked, -1)];
};
