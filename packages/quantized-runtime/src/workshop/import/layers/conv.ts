import type { Padding } from '../../../graph/graph.ts';
import type { Window } from '../build/shapes.ts';
import { channelsLast, conv, convTranspose, depthwise } from '../build/spatial-ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { only, reads, type Settings } from '../settings.ts';
import { activate } from './activations.ts';
import { kernelsAndBias } from './variables.ts';
import { dataFormat, paddingOf, windowOf } from './window.ts';

const WINDOW = {
  ...reads('kernel_size', 'strides', 'padding', 'dilation_rate', 'data_format'),
  ...reads('activation', 'use_bias'),
};

type Lower = (layer: LayerContext, x: number, rank: number) => number;

/** A layer over `rank` spatial axes, in either data format, followed by its activation. */
function spatial(
  rank: number,
  settings: Settings,
  lower: Lower,
  variables = kernelsAndBias('kernel'),
): LayerType {
  return {
    settings: { ...WINDOW, ...settings },
    variables,
    lower: (layer, call) => {
      const { value } = single(layer, call);
      const found = layer.graph.shape(value).length;
      if (found !== rank + 1) throw layer.refuse(`its input has ${found} axes and should have ${rank + 1}`);
      const format = dataFormat(layer);
      const y = channelsLast(layer.graph, value, format, (x) => lower(layer, x, rank));
      return { value: activate(layer, y, layer.config.get('activation')), mask: null };
    },
  };
}

function biasOf(layer: LayerContext, count: number): { bias?: string } {
  return layer.has('bias') ? { bias: layer.param('bias', [count]) } : {};
}

const lowerConv: Lower = (layer, x, rank) => {
  const window = windowOf(layer, rank);
  const filters = layer.config.int('filters');
  const groups = layer.config.int('groups', 1);
  const channels = layer.graph.shape(x).at(-1)!;
  const kernel = layer.param('kernel', [...window.size, channels / groups, filters]);
  const params = { kernel, ...biasOf(layer, filters) };
  return conv(
    layer.graph,
    x,
    params,
    filters,
    window,
    paddingOf(layer, layer.graph.shape(x).slice(0, -1), window),
    groups,
  );
};

/** Keras 3 calls the kernel `kernel`, in the shape [...k, C, D]. */
const lowerDepthwise: Lower = (layer, x, rank) => {
  const window = windowOf(layer, rank);
  const channels = layer.graph.shape(x).at(-1)!;
  const multiplier = layer.config.int('depth_multiplier', 1);
  const kernel = layer.param('kernel', [...window.size, channels, multiplier]);
  const params = { kernel, ...biasOf(layer, channels * multiplier) };
  return depthwise(
    layer.graph,
    x,
    params,
    multiplier,
    window,
    paddingOf(layer, layer.graph.shape(x).slice(0, -1), window),
  );
};

const lowerSeparable: Lower = (layer, x, rank) => {
  const g = layer.graph;
  const window = windowOf(layer, rank);
  const filters = layer.config.int('filters');
  const channels = g.shape(x).at(-1)!;
  const multiplier = layer.config.int('depth_multiplier', 1);
  const depth = layer.param('depthwise_kernel', [...window.size, channels, multiplier]);
  const middle = depthwise(
    g,
    x,
    { kernel: depth },
    multiplier,
    window,
    paddingOf(layer, layer.graph.shape(x).slice(0, -1), window),
  );
  const ones = window.size.map(() => 1);
  const kernel = layer.param('pointwise_kernel', [...ones, channels * multiplier, filters]);
  const point = { size: ones, strides: ones, dilations: ones };
  const none = ones.map(() => [0, 0] as const);
  return conv(g, middle, { kernel, ...biasOf(layer, filters) }, filters, point, none, 1);
};

/** Keras stores [...k, N, C]. */
const lowerTranspose: Lower = (layer, x, rank) => {
  const window = windowOf(layer, rank);
  const filters = layer.config.int('filters');
  const channels = layer.graph.shape(x).at(-1)!;
  const perm = [...window.size.keys(), rank + 1, rank];
  const kernel = layer.param('kernel', [...window.size, filters, channels], perm);
  const padding = transposePadding(layer, window, rank);
  const params = { kernel, ...biasOf(layer, filters) };
  return convTranspose(layer.graph, x, params, filters, window, padding);
};

/**
 * What to crop from the full output of `(S - 1) * stride + reach`. `valid` gives (S - 1) * stride + max(reach,
 * stride), `same` gives S * stride; an explicit `output_padding` is added on the right of Keras's base size.
 */
function transposePadding(layer: LayerContext, window: Window, rank: number): Padding {
  const extra = layer.config.has('output_padding') ? layer.config.intsOfRank('output_padding', rank) : null;
  const same = layer.config.choice('padding', ['valid', 'same'], 'valid') === 'same';
  return window.size.map((size, axis): Padding[number] => {
    const reach = (size - 1) * window.dilations[axis]! + 1;
    const stride = window.strides[axis]!;
    const given = extra?.[axis];
    if (!same) return [0, -(given ?? Math.max(reach, stride) - reach)];
    const total = given === undefined ? stride + reach - 2 : reach + (reach % 2) - 2 + given;
    const left = Math.min(Math.ceil(total / 2), reach - 1);
    return [reach - 1 - left, reach - 1 - (total - left)];
  });
}

const separableVariables = kernelsAndBias('depthwise_kernel', 'pointwise_kernel');

/** Keras 2 writes groups = 1 for layers that have none. */
const UNGROUPED = only('groups', [1], 'such a layer has no groups');
const TRANSPOSED = { ...reads('filters', 'output_padding'), ...UNGROUPED };
const DEPTHWISE = { ...reads('depth_multiplier'), ...UNGROUPED };
const SEPARABLE = { ...reads('filters', 'depth_multiplier'), ...UNGROUPED };

/** Convolutions by class name. */
export const CONV: Readonly<Record<string, LayerType>> = {
  Conv1D: spatial(1, reads('filters', 'groups'), lowerConv),
  Conv2D: spatial(2, reads('filters', 'groups'), lowerConv),
  Conv3D: spatial(3, reads('filters', 'groups'), lowerConv),
  Conv1DTranspose: spatial(1, TRANSPOSED, lowerTranspose),
  Conv2DTranspose: spatial(2, TRANSPOSED, lowerTranspose),
  Conv3DTranspose: spatial(3, TRANSPOSED, lowerTranspose),
  DepthwiseConv1D: spatial(1, DEPTHWISE, lowerDepthwise),
  DepthwiseConv2D: spatial(2, DEPTHWISE, lowerDepthwise),
  SeparableConv1D: spatial(1, SEPARABLE, lowerSeparable, separableVariables),
  SeparableConv2D: spatial(2, SEPARABLE, lowerSeparable, separableVariables),
};
