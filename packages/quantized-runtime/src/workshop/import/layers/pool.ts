import type { PoolNode } from '../../../graph/graph.ts';
import { concat, reshape, sliceAxis } from '../build/moving-ops.ts';
import { binary, constant, reduce, select } from '../build/ops.ts';
import { resolvePadding } from '../build/shapes.ts';
import { channelsLast, pool } from '../build/spatial-ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { reads } from '../settings.ts';
import { namedMask } from './masks.ts';
import { dataFormat } from './window.ts';

type PoolFn = PoolNode['fn'];

function pooling(fn: PoolFn, rank: number): LayerType {
  return {
    settings: reads('pool_size', 'strides', 'padding', 'data_format'),
    lower: (layer, call) => {
      const { config, graph } = layer;
      const { value } = single(layer, call);
      const size = config.intsOfRank('pool_size', rank, 2);
      const strides = config.has('strides') ? config.intsOfRank('strides', rank) : size;
      const window = { size, strides, dilations: size.map(() => 1) };
      const y = channelsLast(graph, value, dataFormat(layer), (x) => {
        const mode = config.string('padding', 'valid');
        const padding = resolvePadding(mode, graph.shape(x).slice(0, -1), window, layer.label);
        return pool(graph, x, fn, size, strides, padding);
      });
      return { value: y, mask: null };
    },
  };
}

const REDUCTION = { avg: 'mean', max: 'max' } as const;

function globalPooling(fn: PoolFn, rank: number): LayerType {
  return {
    settings: reads('data_format', 'keepdims'),
    ...(fn === 'avg' && rank === 1 ? { arguments: reads('mask'), positions: ['inputs', 'mask'] } : {}),
    lower: (layer, call) => {
      const { config, graph } = layer;
      const { value, mask: carried } = single(layer, call);
      const mask = namedMask(graph, call, 'mask') ?? carried;
      const first = dataFormat(layer) === 'channels_first';
      const axes = Array.from({ length: rank }, (_, i) => (first ? i + 1 : i));
      const keep = config.bool('keepdims', false);
      if (fn === 'avg' && mask !== null && rank === 1) {
        return { value: maskedMean(layer, value, mask, axes, keep), mask: null };
      }
      return { value: reduce(graph, value, REDUCTION[fn], axes, keep), mask: null };
    },
  };
}

/** The mean over the steps that the mask keeps. */
function maskedMean(
  layer: LayerContext,
  x: number,
  mask: number,
  axes: readonly number[],
  keep: boolean,
): number {
  const g = layer.graph;
  const zero = constant(g, `${layer.label}/zero`, [1], Float32Array.of(0));
  const one = constant(g, `${layer.label}/one`, [1], Float32Array.of(1));
  const shape = g.shape(x).map((size, axis) => (axes.includes(axis) ? size : 1));
  const steps = reshape(g, mask, shape);
  const sum = reduce(g, select(g, steps, x, zero), 'sum', axes, keep);
  const counts = reduce(g, select(g, steps, one, zero), 'sum', axes, keep);
  // Keras divides 0 by 0 where every step is masked.
  return binary(g, 'div', sum, binary(g, 'max', counts, one));
}

/** Cuts each axis into `output_size` parts of nearly equal length, which may overlap by one cell. */
function adaptivePooling(fn: PoolFn, rank: number): LayerType {
  return {
    settings: reads('output_size', 'data_format'),
    lower: (layer, call) => {
      const { config, graph } = layer;
      const { value } = single(layer, call);
      const sizes = config.intsOfRank('output_size', rank);
      const y = channelsLast(graph, value, dataFormat(layer), (x) =>
        sizes.reduce((part, size, axis) => adaptAxis(layer, part, fn, axis, size), x),
      );
      return { value: y, mask: null };
    },
  };
}

function adaptAxis(layer: LayerContext, x: number, fn: PoolFn, axis: number, size: number): number {
  const g = layer.graph;
  const length = g.shape(x)[axis]!;
  const parts = Array.from({ length: size }, (_, i) => {
    const begin = Math.floor((i * length) / size);
    const end = Math.ceil(((i + 1) * length) / size);
    return reduce(g, sliceAxis(g, x, axis, begin, end - begin), REDUCTION[fn], [axis], true);
  });
  return concat(g, parts, axis);
}

const RANKS = [1, 2, 3] as const;

function byRank(name: (rank: number) => string, type: (rank: number) => LayerType): [string, LayerType][] {
  return RANKS.map((rank) => [name(rank), type(rank)]);
}

/** Pools by class name. */
export const POOL: Readonly<Record<string, LayerType>> = Object.fromEntries([
  ...byRank(
    (rank) => `MaxPooling${rank}D`,
    (rank) => pooling('max', rank),
  ),
  ...byRank(
    (rank) => `AveragePooling${rank}D`,
    (rank) => pooling('avg', rank),
  ),
  ...byRank(
    (rank) => `GlobalMaxPooling${rank}D`,
    (rank) => globalPooling('max', rank),
  ),
  ...byRank(
    (rank) => `GlobalAveragePooling${rank}D`,
    (rank) => globalPooling('avg', rank),
  ),
  ...byRank(
    (rank) => `AdaptiveMaxPooling${rank}D`,
    (rank) => adaptivePooling('max', rank),
  ),
  ...byRank(
    (rank) => `AdaptiveAveragePooling${rank}D`,
    (rank) => adaptivePooling('avg', rank),
  ),
]);
