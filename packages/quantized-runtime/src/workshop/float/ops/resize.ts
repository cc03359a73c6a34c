import * as tf from '@tensorflow/tfjs-core';
import type { ResizeNode } from '../../../graph/graph.ts';
import type { OpFn } from './op.ts';

/** One axis after the other, by the source coordinates of spec/operators.md. */
export const resize: OpFn<'resize'> = ({ node, inputs, shapes }) => {
  const axis = node.fn === 'nearest' ? nearestAxis : bilinearAxis;
  return [
    shapes[0]!.slice(0, -1).reduce<tf.Tensor>((x, size, i) => {
      return x.shape[i + 1] === size ? x : axis(x, i + 1, size, node);
    }, inputs[0]!),
  ];
};

function coordinate(o: number, from: number, to: number, node: ResizeNode): number {
  if (node.alignCorners) return to === 1 ? 0 : (o * (from - 1)) / (to - 1);
  return node.halfPixel ? ((o + 0.5) * from) / to - 0.5 : (o * from) / to;
}

function nearestAxis(x: tf.Tensor, axis: number, to: number, node: ResizeNode): tf.Tensor {
  const from = x.shape[axis]!;
  const indices = Array.from({ length: to }, (_, o) => {
    if (node.alignCorners) return Math.floor(coordinate(o, from, to, node) + 0.5);
    return Math.floor(((node.halfPixel ? o + 0.5 : o) * from) / to);
  });
  return tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
}

function bilinearAxis(x: tf.Tensor, axis: number, to: number, node: ResizeNode): tf.Tensor {
  const from = x.shape[axis]!;
  const places = Array.from({ length: to }, (_, o) =>
    Math.min(Math.max(coordinate(o, from, to, node), 0), from - 1),
  );
  const low = places.map((place) => Math.floor(place));
  const high = low.map((index) => Math.min(index + 1, from - 1));
  const weights = tf.reshape(
    tf.tensor1d(places.map((place, o) => place - low[o]!)),
    x.shape.map((_, i) => (i === axis ? to : 1)),
  );
  const a = tf.gather(x, tf.tensor1d(low, 'int32'), axis);
  const b = tf.gather(x, tf.tensor1d(high, 'int32'), axis);
  return tf.add(a, tf.mul(tf.sub(b, a), weights));
}
