import { elementCount } from '../../../graph/element-types.ts';
import type { Shape } from '../../../graph/graph.ts';
import { alongLast } from '../build/moving-ops.ts';
import { affine } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { NOT_TRAINING, noEffect, only, reads } from '../settings.ts';

/**
 * gamma * (x - mean) / sqrt(variance + epsilon) + beta is one affine, or two where `x * scale - mean * scale` would
 * cancel. For the export the last affine is gamma and beta of a normalization with variance 1 - epsilon, so that what a
 * quantizer does to it (folding included) has a Keras form. The exported config therefore always says `scale` and
 * `center`.
 */
const BatchNormalization: LayerType = {
  settings: {
    ...reads('axis', 'epsilon', 'scale', 'center'),
    ...noEffect('it follows the statistics while training', 'momentum', 'synchronized'),
    ...noEffect('it says how Keras runs, not what it computes', 'fused'),
    ...noEffect('it corrects batches while training', 'renorm_clipping', 'renorm_momentum'),
    ...only('renorm', [false], 'its own statistics have no translation: train it without'),
    ...only('virtual_batch_size', [null], 'an artefact sees one example at a time'),
  },
  arguments: { ...NOT_TRAINING, ...noEffect('only the statistics of a batch have masks', 'mask') },
  positions: ['inputs', 'training', 'mask'],
  variables: ({ config }) => [
    ...(config.bool('scale', true) ? [{ name: 'gamma', trainable: true }] : []),
    ...(config.bool('center', true) ? [{ name: 'beta', trainable: true }] : []),
    { name: 'moving_mean', trainable: false },
    { name: 'moving_variance', trainable: false },
  ],
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const g = layer.graph;
    const axisList = layer.config.get('axis');
    const axis = Array.isArray(axisList) ? Number(axisList[0]) : layer.config.int('axis', -1);
    const position = toShapeAxis(axis, g.shape(value).length, layer.label);
    const count = g.shape(value)[position]!;
    // What a linear operator gives has errors of the size of the mean already, and takes the affine into its kernel.
    const followsLinear = LINEAR.has(g.producer(value)?.op ?? '');
    const { centre, kernel, bias } = batchNormTensors(layer, count, !followsLinear);
    const y = alongLast(g, value, position, (last) => {
      const centred = centre === null ? last : addTo(layer, last, centre, [count]);
      return affine(g, centred, kernel, [count], bias);
    });
    return { value: y, mask };
  },
};

const LINEAR: ReadonlySet<string> = new Set(['dense', 'conv', 'depthwise', 'convTranspose']);

/** How many deviations the mean may lie from 0 before it is taken off first: each costs a rounding of its own size. */
const FAR = 4;

/** x + offset, an affine whose kernel is 1. */
function addTo(layer: LayerContext, x: number, offset: string, shape: Shape): number {
  const one = layer.addTensor('one', [1], Float32Array.of(1));
  return affine(layer.graph, x, one, shape, offset);
}

interface BatchNormTensors {
  /** What is added first; null when nothing is. */
  readonly centre: string | null;
  readonly kernel: string;
  readonly bias: string;
}

function batchNormTensors(layer: LayerContext, count: number, mayCentre: boolean): BatchNormTensors {
  const read = (name: string) => (layer.has(name) ? layer.weight(name, [count]).data : undefined);
  const gamma = read('gamma');
  const beta = read('beta');
  const mean = layer.weight('moving_mean', [count]).data;
  const variance = layer.weight('moving_variance', [count]).data;
  const epsilon = layer.config.number('epsilon', 1e-3);
  const scale = Float32Array.from(variance, (v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + epsilon));
  const centred = mayCentre && mean.some((m, c) => Math.abs(m) > FAR * Math.sqrt(variance[c]!));
  // Of the rounded scale: what equals the mean then gives beta exactly.
  const shift = Float32Array.from(mean, (m, c) => (beta?.[c] ?? 0) - (centred ? 0 : m * scale[c]!));
  const kernel = layer.addTensor('kernel', [count], scale);
  const bias = layer.addTensor('bias', [count], shift);
  const shape = [count];
  const centre = centred
    ? layer.addTensor(
        'centre',
        shape,
        Float32Array.from(mean, (m) => -m),
      )
    : null;
  layer.editConfig({ scale: true, center: true });
  layer.recordAll([
    { shape, from: { param: kernel } },
    { shape, from: { param: bias } },
    {
      shape,
      from: centre === null ? { fill: 0 } : { param: centre, rows: new Array<number>(count).fill(-1) },
    },
    { shape, from: { fill: 1 - epsilon } },
  ]);
  return { centre, kernel, bias };
}

/**
 * (x - mean) / max(sqrt(variance), epsilon), epsilon 1e-7 as in keras.config.epsilon(). The mean is taken off first, as
 * Keras does: next to a mean of many deviations (a year, a timestamp) nothing else keeps the digits.
 */
const Normalization: LayerType = {
  carriesMask: 'keras3',
  settings: reads('axis', 'mean', 'variance', 'invert'),
  variables: ({ config }) =>
    config.has('mean')
      ? []
      : [
          { name: 'mean', trainable: false },
          { name: 'variance', trainable: false },
          { name: 'count', trainable: false },
        ],
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const g = layer.graph;
    const shape = statisticsShape(layer, g.shape(value));
    const mean = statistic(layer, 'mean', shape);
    const variance = statistic(layer, 'variance', shape);
    const deviation = Float64Array.from(variance, (v) => Math.max(Math.sqrt(v), 1e-7));
    const invert = layer.config.bool('invert', false);
    const scale = Float32Array.from(deviation, (d) => (invert ? d : 1 / d));
    const kernel = layer.addTensor('kernel', shape, scale);
    const offset = Float32Array.from(mean, (m) => (invert ? m : -m));
    const bias = layer.addTensor('bias', shape, offset);
    if (invert) return { value: affine(g, value, kernel, shape, bias), mask };
    const centred = mean.every((m) => m === 0) ? value : addTo(layer, value, bias, shape);
    return { value: affine(g, centred, kernel, shape), mask };
  },
};

/** Sizes of the kept axes, 1 elsewhere, leading ones dropped. */
function statisticsShape(layer: LayerContext, input: Shape): Shape {
  const axis = layer.config.get('axis');
  if (axis === null) return [1];
  const axes = (Array.isArray(axis) ? axis : [axis ?? -1]).map((one) =>
    toShapeAxis(Number(one), input.length, layer.label),
  );
  const first = Math.min(...axes);
  return input.map((size, i) => (axes.includes(i) ? size : 1)).slice(axes.length === 0 ? 0 : first);
}

function statistic(layer: LayerContext, name: 'mean' | 'variance', shape: Shape): Float64Array {
  const count = elementCount(shape);
  const found = layer.has(name) ? layer.weight(name).data : flatNumbers(layer.config.get(name));
  if (layer.has('count')) layer.weight('count');
  if (found.length === count) return Float64Array.from(found);
  if (found.length === 1) return new Float64Array(count).fill(found[0]!);
  throw layer.refuse(`its ${name} has ${found.length} numbers and its input needs ${count}`);
}

function flatNumbers(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flatNumbers) : [Number(value)];
}

/** x * scale + offset; both may be lists along the last axis. */
const Rescaling: LayerType = {
  carriesMask: 'keras3',
  settings: reads('scale', 'offset'),
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const scale = flatNumbers(layer.config.get('scale'));
    const offset = flatNumbers(layer.config.get('offset') ?? 0);
    const count = Math.max(scale.length, offset.length);
    const spread = (list: readonly number[]) =>
      Float32Array.from({ length: count }, (_, i) => list[list.length === 1 ? 0 : i]!);
    const kernel = layer.addTensor('scale', [count], spread(scale));
    const bias = layer.addTensor('offset', [count], spread(offset));
    return { value: affine(layer.graph, value, kernel, [count], bias), mask };
  },
};

/** x * gamma: a layer of keras.applications.ConvNeXt, not of keras.layers. */
const LayerScale: LayerType = {
  settings: { ...reads('projection_dim'), ...noEffect('the file holds gamma', 'init_values') },
  variables: () => [{ name: 'gamma', trainable: true }],
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const shape = [layer.config.int('projection_dim')];
    return { value: affine(layer.graph, value, layer.param('gamma', shape), shape), mask };
  },
};

export const NORMALIZATION: Readonly<Record<string, LayerType>> = {
  BatchNormalization,
  Normalization,
  Rescaling,
  LayerScale,
};
