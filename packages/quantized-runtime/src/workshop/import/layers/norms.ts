import { elementCount } from '../../../graph/element-types.ts';
import type { NormalizeNode, Shape } from '../../../graph/graph.ts';
import { alongLast, reshape, transpose } from '../build/moving-ops.ts';
import { affine, normalize } from '../build/ops.ts';
import { invert, toShapeAxis } from '../build/shapes.ts';
import { type LayerContext, type LayerType, single, type VariableSpec } from '../context.ts';
import { only, reads } from '../settings.ts';
import type { LayerSpec } from '../spec.ts';

/** The axes that a layer normalizes over, without the batch, in rising order. */
function axesOf(layer: LayerContext, shape: Shape): number[] {
  const axis = layer.config.get('axis') ?? -1;
  const list: unknown[] = Array.isArray(axis) ? axis : [axis];
  return list.map((one) => toShapeAxis(Number(one), shape.length, layer.label)).sort((a, b) => a - b);
}

/** Moves the axes to the end and joins them to one, runs `body` over it, and undoes both. */
function overAxes(
  layer: LayerContext,
  x: number,
  axes: readonly number[],
  body: (x: number) => number,
): number {
  const g = layer.graph;
  const rest = [...g.shape(x).keys()].filter((axis) => !axes.includes(axis));
  const perm = [...rest, ...axes];
  const moved = transpose(g, x, perm);
  const shape = g.shape(moved);
  const joined = reshape(g, moved, [...shape.slice(0, rest.length), elementCount(shape.slice(rest.length))]);
  return transpose(g, reshape(g, body(joined), shape), invert(perm));
}

/** Names of gamma and beta as vectors over the joined axes. */
function gammaAndBeta(layer: LayerContext, shape: Shape): NormalizeNode['params'] {
  const flat = [elementCount(shape)];
  const vector = (name: string) => layer.param(name, shape, undefined, flat);
  return {
    ...(layer.has('gamma') ? { gamma: vector('gamma') } : {}),
    ...(layer.has('beta') ? { beta: vector('beta') } : {}),
  };
}

function scaleAndCenter({ config }: LayerSpec): readonly VariableSpec[] {
  return [
    ...(config.bool('scale', true) ? [{ name: 'gamma', trainable: true }] : []),
    ...(config.bool('center', true) ? [{ name: 'beta', trainable: true }] : []),
  ];
}

const LayerNormalization: LayerType = {
  settings: {
    ...reads('axis', 'epsilon', 'scale', 'center'),
    ...only('rms_scaling', [false], 'it is its own kind of normalization: use RMSNormalization'),
  },
  variables: scaleAndCenter,
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const g = layer.graph;
    const axes = axesOf(layer, g.shape(value));
    const params = gammaAndBeta(
      layer,
      axes.map((axis) => g.shape(value)[axis]!),
    );
    const epsilon = layer.config.number('epsilon', 1e-3);
    const y = overAxes(layer, value, axes, (x) => normalize(g, x, 'layer', epsilon, params));
    return { value: y, mask };
  },
};

/** Keras calls the only variable `scale`. */
const RMSNormalization: LayerType = {
  settings: reads('axis', 'epsilon'),
  variables: () => [{ name: 'gamma', trainable: true }],
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const g = layer.graph;
    const axes = axesOf(layer, g.shape(value));
    const params = gammaAndBeta(
      layer,
      axes.map((axis) => g.shape(value)[axis]!),
    );
    const epsilon = layer.config.number('epsilon', 1e-6);
    return {
      value: overAxes(layer, value, axes, (x) => normalize(g, x, 'rms', epsilon, params)),
      mask: null,
    };
  },
};

/** The least sum of squares: Keras 3 bounds the norm by 1e-12, and Keras 2 bounded its square. */
const UnitNormalization: LayerType = {
  settings: reads('axis'),
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const axes = axesOf(layer, layer.graph.shape(value));
    const least = layer.dialect === 'keras3' ? 1e-24 : 1e-12;
    const y = overAxes(layer, value, axes, (x) => normalize(layer.graph, x, 'unit', least));
    return { value: y, mask };
  },
};

/** Each group of channels is normalized over all positions and its channels; then gamma and beta by channel. */
const GroupNormalization: LayerType = {
  settings: reads('groups', 'axis', 'epsilon', 'scale', 'center'),
  arguments: only('mask', [null], 'its statistics count every position: call it without a mask'),
  variables: scaleAndCenter,
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    const g = layer.graph;
    const axis = toShapeAxis(layer.config.int('axis', -1), g.shape(value).length, layer.label);
    return { value: alongLast(g, value, axis, (x) => groupNormalize(layer, x)), mask };
  },
};

function groupNormalize(layer: LayerContext, x: number): number {
  const g = layer.graph;
  const shape = g.shape(x);
  const channels = shape.at(-1)!;
  const asked = layer.config.int('groups', 32);
  const groups = asked === -1 ? channels : asked;
  if (channels % groups !== 0) throw layer.refuse(`${channels} channels do not split into ${groups} groups`);
  const cells = elementCount(shape) / channels;
  const split = reshape(g, x, [cells, groups, channels / groups]);
  const joined = reshape(g, transpose(g, split, [1, 0, 2]), [groups, (cells * channels) / groups]);
  const normal = normalize(g, joined, 'layer', layer.config.number('epsilon', 1e-3));
  const back = transpose(g, reshape(g, normal, [groups, cells, channels / groups]), [1, 0, 2]);
  const y = reshape(g, back, shape);
  if (!layer.has('gamma') && !layer.has('beta')) return y;
  const gamma = layer.has('gamma')
    ? layer.param('gamma', [channels])
    : layer.addTensor('gamma', [channels], new Float32Array(channels).fill(1));
  const beta = layer.has('beta') ? layer.param('beta', [channels]) : undefined;
  return affine(g, y, gamma, [channels], beta);
}

/** Layers that normalize by statistics of the example itself. */
export const NORMS: Readonly<Record<string, LayerType>> = {
  LayerNormalization,
  RMSNormalization,
  UnitNormalization,
  GroupNormalization,
};
