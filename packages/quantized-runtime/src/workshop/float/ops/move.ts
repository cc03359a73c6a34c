import * as tf from '@tensorflow/tfjs-core';
import { everyStep, type OpFn } from './op.ts';

export const reshape: OpFn<'reshape'> = ({ inputs, batch, shapes }) => [
  tf.reshape(inputs[0]!, [batch, ...shapes[0]!]),
];

export const transpose: OpFn<'transpose'> = ({ node, inputs }) => [
  tf.transpose(inputs[0]!, [0, ...node.perm.map((axis) => axis + 1)]),
];

export const pad: OpFn<'pad'> = ({ node, inputs }) => [
  tf.pad(
    inputs[0]!,
    [[0, 0], ...node.padding.map(([before, after]): [number, number] => [before, after])],
    node.fill,
  ),
];

/** Backward walks become the forward walk over the same cells, reversed. */
export const slice: OpFn<'slice'> = ({ node, inputs, batch }) => {
  const spans = node.strides.map((stride, axis) => {
    const first = node.begin[axis]!;
    const last = first + stride * (node.size[axis]! - 1);
    return { low: Math.min(first, last), high: Math.max(first, last), step: Math.abs(stride) };
  });
  const whole = tf.slice(
    inputs[0]!,
    [0, ...spans.map(({ low }) => low)],
    [batch, ...spans.map(({ low, high }) => high + 1 - low)],
  );
  const picked = spans.reduce((x, { step }, axis) => everyStep(x, axis + 1, step), whole);
  const reversed = node.strides.flatMap((stride, axis) => (stride < 0 ? [axis + 1] : []));
  return [reversed.length === 0 ? picked : tf.reverse(picked, reversed)];
};

export const concat: OpFn<'concat'> = ({ node, inputs }) => [tf.concat([...inputs], node.axis + 1)];

export const tile: OpFn<'tile'> = ({ node, inputs }) => [tf.tile(inputs[0]!, [1, ...node.repeats])];

export const constant: OpFn<'constant'> = ({ node, param, batch, shapes }) => {
  const value = tf.reshape(param(node.params.value), [1, ...shapes[0]!]);
  return [tf.tile(value, [batch, ...shapes[0]!.map(() => 1)])];
};
