import * as tf from '@tensorflow/tfjs-core';
import type { Padding, PoolNode } from '../../../graph/graph.ts';
import { everyStep, type OpFn } from './op.ts';

const LOWEST = -3.4028234663852886e38;

/** Windows are separable: each axis is pooled on its own. Averages divide by the cells inside the input. */
export const pool: OpFn<'pool'> = ({ node, inputs }) => {
  const x = inputs[0]!;
  if (node.fn === 'max') return [poolAxes(x, node, LOWEST, (a, b) => tf.maximum(a, b))];
  const sums = poolAxes(x, node, 0, (a, b) => tf.add(a, b));
  const counts = poolAxes(tf.ones([1, ...x.shape.slice(1, -1), 1]), node, 0, (a, b) => tf.add(a, b));
  return [tf.div(sums, counts)];
};

function poolAxes(
  x: tf.Tensor,
  node: PoolNode,
  fill: number,
  combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return node.size.reduce((y, size, axis) => {
    const padded = padAxis(y, axis + 1, node.padding[axis]!, fill);
    const stride = node.strides[axis]!;
    const count = Math.floor((padded.shape[axis + 1]! - size) / stride) + 1;
    let result: tf.Tensor | undefined;
    for (let k = 0; k < size; k++) {
      const cells = everyNth(padded, axis + 1, k, count, stride);
      result = result === undefined ? cells : combine(result, cells);
    }
    return result!;
  }, x);
}

function padAxis(x: tf.Tensor, axis: number, [before, after]: Padding[number], fill: number): tf.Tensor {
  if (before === 0 && after === 0) return x;
  return tf.pad(
    x,
    x.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0])),
    fill,
  );
}

function everyNth(x: tf.Tensor, axis: number, begin: number, count: number, stride: number): tf.Tensor {
  const span = tf.slice(
    x,
    x.shape.map((_, i) => (i === axis ? begin : 0)),
    x.shape.map((size, i) => (i === axis ? (count - 1) * stride + 1 : size)),
  );
  return everyStep(span, axis, stride);
}
