import * as tf from '@tensorflow/tfjs-core';
import type { Padding } from '../../../graph/graph.ts';
import { clamp, everyStep, type OpFn } from './op.ts';

/** What a convolution over explicit padding needs; one entry for each spatial axis. */
interface Geometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
}

type Planar = (x: tf.Tensor4D, kernel: tf.Tensor4D, strides: Pair, dilations: Pair) => tf.Tensor4D;
type Pair = [number, number];

export const conv: OpFn<'conv'> = ({ node, inputs, param }) => {
  const kernel = param(node.params.kernel);
  const planar: Planar = (x, k, strides, dilations) => groupedConv2d(x, k, strides, dilations, node.groups);
  return [finish(convolve(inputs[0]!, kernel, node, planar), node, param)];
};

export const depthwise: OpFn<'depthwise'> = ({ node, inputs, param }) => {
  const planar: Planar = (x, k, strides, dilations) =>
    tf.depthwiseConv2d(x, k, strides, 'valid', 'NHWC', dilations);
  return [finish(convolve(inputs[0]!, param(node.params.kernel), node, planar), node, param)];
};

/** Spreads the input by the strides, then convolves with the kernel turned around. */
export const convTranspose: OpFn<'convTranspose'> = ({ node, inputs, param }) => {
  const kernel = param(node.params.kernel);
  const spatial = node.strides.map((_, axis) => axis);
  const turned = tf.reverse(kernel, spatial);
  const spread = spatial.reduce((x, axis) => spreadAxis(x, axis + 1, node.strides[axis]!), inputs[0]!);
  const padding = node.padding.map(([before, after], axis): [number, number] => {
    const reach = (kernel.shape[axis]! - 1) * node.dilations[axis]!;
    return [reach - before, reach - after];
  });
  const geometry = { strides: spatial.map(() => 1), dilations: node.dilations, padding };
  const planar: Planar = (x, k, strides, dilations) => groupedConv2d(x, k, strides, dilations, 1);
  return [finish(convolve(spread, turned, geometry, planar), node, param)];
};

function finish(
  y: tf.Tensor,
  node: {
    readonly params: { readonly bias?: string };
    readonly min: number | null;
    readonly max: number | null;
  },
  param: (name: string) => tf.Tensor,
): tf.Tensor {
  return clamp(node.params.bias === undefined ? y : tf.add(y, param(node.params.bias)), node);
}

function convolve(x: tf.Tensor, kernel: tf.Tensor, geometry: Geometry, planar: Planar): tf.Tensor {
  const padded = padSpatial(x, geometry.padding);
  const { strides, dilations } = geometry;
  if (strides.length === 1) {
    const [batch, length, channels] = padded.shape;
    const wide = tf.reshape(padded, [batch!, length!, 1, channels!]) as tf.Tensor4D;
    const tall = tf.expandDims(kernel, 1) as tf.Tensor4D;
    const y = stepped(wide, tall, [strides[0]!, 1], [dilations[0]!, 1], planar);
    return tf.squeeze(y, [2]);
  }
  if (strides.length === 2) {
    return stepped(
      padded as tf.Tensor4D,
      kernel as tf.Tensor4D,
      [strides[0]!, strides[1]!],
      [dilations[0]!, dilations[1]!],
      planar,
    );
  }
  return convolveVolume(padded, kernel, geometry, planar);
}

/** TensorFlow.js cannot stride and dilate at once: it dilates, then every stride-th cell is kept. */
function stepped(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: Pair,
  dilations: Pair,
  planar: Planar,
): tf.Tensor {
  if (dilations.every((d) => d === 1) && strides[0] === strides[1])
    return planar(x, kernel, strides, dilations);
  const dense = planar(x, kernel, [1, 1], dilations);
  if (strides.every((s) => s === 1)) return dense;
  return everyStep(everyStep(dense, 1, strides[0]), 2, strides[1]);
}

/** A volume is the sum, over the slices of its kernel, of planes convolved one by one. */
function convolveVolume(x: tf.Tensor, kernel: tf.Tensor, geometry: Geometry, planar: Planar): tf.Tensor {
  const [batch, depth, height, width, channels] = x.shape;
  const [stride, ...strides] = geometry.strides;
  const [dilation, ...dilations] = geometry.dilations;
  const size = kernel.shape[0]!;
  const count = Math.floor((depth! - (size - 1) * dilation! - 1) / stride!) + 1;
  let sum: tf.Tensor | undefined;
  for (let k = 0; k < size; k++) {
    const begin = k * dilation!;
    const span = tf.slice(
      x,
      [0, begin, 0, 0, 0],
      [batch!, (count - 1) * stride! + 1, height!, width!, channels!],
    );
    const planes = everyStep(span, 1, stride!);
    const flat = tf.reshape(planes, [batch! * count, height!, width!, channels!]) as tf.Tensor4D;
    const plane = tf.squeeze(tf.slice(kernel, [k], [1]), [0]) as tf.Tensor4D;
    const y = stepped(flat, plane, [strides[0]!, strides[1]!], [dilations[0]!, dilations[1]!], planar);
    sum = sum === undefined ? y : tf.add(sum, y);
  }
  return tf.reshape(sum!, [batch!, count, ...sum!.shape.slice(1)]);
}

function groupedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: Pair,
  dilations: Pair,
  groups: number,
): tf.Tensor4D {
  if (groups === 1) return tf.conv2d<tf.Tensor4D>(x, kernel, strides, 'valid', 'NHWC', dilations);
  const inputs: tf.Tensor4D[] = tf.split(x, groups, 3);
  const kernels: tf.Tensor4D[] = tf.split(kernel, groups, 3);
  const parts = inputs.map((part, i) =>
    tf.conv2d<tf.Tensor4D>(part, kernels[i]!, strides, 'valid', 'NHWC', dilations),
  );
  return tf.concat4d(parts, 3);
}

/** Pads where padding is positive and crops where it is negative. */
function padSpatial(x: tf.Tensor, padding: Padding): tf.Tensor {
  const cut = padding.map(([before, after]) => [Math.max(0, -before), Math.max(0, -after)] as const);
  const begin = [0, ...cut.map(([before]) => before), 0];
  const size = x.shape.map((length, i) => {
    const here = cut[i - 1];
    return here === undefined ? length : length - here[0] - here[1];
  });
  const cropped = tf.slice(x, begin, size);
  const grown = padding.map(([before, after]): Pair => [Math.max(0, before), Math.max(0, after)]);
  return tf.pad(cropped, [[0, 0], ...grown, [0, 0]]);
}

/** Puts stride - 1 zeros between the cells of an axis. */
function spreadAxis(x: tf.Tensor, axis: number, stride: number): tf.Tensor {
  if (stride === 1) return x;
  const shape = [...x.shape];
  const length = shape[axis]!;
  const open = tf.expandDims(x, axis + 1);
  const zeros = tf.zeros([...shape.slice(0, axis + 1), stride - 1, ...shape.slice(axis + 1)]);
  const wide = tf.reshape(
    tf.concat([open, zeros], axis + 1),
    shape.map((size, i) => (i === axis ? size * stride : size)),
  );
  const size = shape.map((n, i) => (i === axis ? (length - 1) * stride + 1 : n));
  return tf.slice(
    wide,
    shape.map(() => 0),
    size,
  );
}
