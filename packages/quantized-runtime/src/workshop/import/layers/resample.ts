import { pad, sliceAxis } from '../build/moving-ops.ts';
import { channelsLast, resize } from '../build/spatial-ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { NOT_TRAINING, noEffect, reads, type Settings } from '../settings.ts';
import { dataFormat } from './window.ts';

type Lower = (layer: LayerContext, x: number) => number;

/** A layer that works on [...S, C] in either data format and passes no mask on. */
function spatial(settings: Settings, lower: Lower): LayerType {
  return {
    settings: { ...settings, ...reads('data_format') },
    lower: (layer, call) => {
      const { value } = single(layer, call);
      const format = dataFormat(layer);
      return { value: channelsLast(layer.graph, value, format, (x) => lower(layer, x)), mask: null };
    },
  };
}

/** Keras 3 writes pairs for each axis; older files may have one number for each axis, or for all. */
function pairsOf(layer: LayerContext, key: string, rank: number): [number, number][] {
  const value = layer.config.get(key);
  const list: unknown[] = Array.isArray(value) ? value : new Array<unknown>(rank).fill(value);
  if (rank === 1 && list.length === 2 && !Array.isArray(list[0])) return [toPair(layer, key, list)];
  return list.map((item) => toPair(layer, key, Array.isArray(item) ? item : [item, item]));
}

function toPair(layer: LayerContext, key: string, value: readonly unknown[]): [number, number] {
  const [before, after] = value;
  if (Number.isSafeInteger(before) && Number.isSafeInteger(after) && value.length === 2) {
    return [Number(before), Number(after)];
  }
  throw layer.config.refuse(key, 'pairs of whole numbers');
}

const zeroPadding = (rank: number) =>
  spatial(reads('padding'), (layer, x) => pad(layer.graph, x, [...pairsOf(layer, 'padding', rank), [0, 0]]));

const cropping = (rank: number) =>
  spatial(reads('cropping'), (layer, x) =>
    pairsOf(layer, 'cropping', rank).reduce((part, [before, after], axis) => {
      const size = layer.graph.shape(part)[axis]! - before - after;
      if (size <= 0) throw layer.refuse(`it crops all of axis ${axis + 1}`);
      return sliceAxis(layer.graph, part, axis, before, size);
    }, x),
  );

const upSampling = (rank: number) =>
  spatial(reads('size', 'interpolation'), (layer, x) => {
    const { config, graph } = layer;
    const factors = config.intsOfRank('size', rank, 2);
    const size = factors.map((factor, axis) => graph.shape(x)[axis]! * factor);
    const fn = interpolation(layer);
    return resize(graph, x, fn, size, fn === 'bilinear');
  });

function interpolation(layer: LayerContext): 'nearest' | 'bilinear' {
  const name = layer.config.string(
    'interpolation',
    layer.spec.className === 'Resizing' ? 'bilinear' : 'nearest',
  );
  if (name === 'nearest' || name === 'bilinear') return name;
  throw layer.refuse(`interpolation "${name}" has no operator; nearest and bilinear have`);
}

const RESIZING = reads(
  'height',
  'width',
  'interpolation',
  'antialias',
  'crop_to_aspect_ratio',
  'pad_to_aspect_ratio',
  'fill_mode',
  'fill_value',
);

const Resizing = spatial(RESIZING, (layer, x) => {
  const { config, graph } = layer;
  const size = [config.int('height'), config.int('width')];
  const fn = interpolation(layer);
  const [height, width] = graph.shape(x);
  if (config.bool('antialias', false) && fn === 'bilinear' && (size[0]! < height! || size[1]! < width!)) {
    throw layer.refuse('antialiasing while shrinking has no operator');
  }
  const framed = config.bool('crop_to_aspect_ratio', false)
    ? cropToAspect(layer, x, size)
    : config.bool('pad_to_aspect_ratio', false)
      ? padToAspect(layer, x, size)
      : x;
  return resize(graph, framed, fn, size, true);
});

/** The largest middle part with the proportions of `size`. */
function cropToAspect(layer: LayerContext, x: number, size: readonly number[]): number {
  const g = layer.graph;
  const shape = g.shape(x);
  return wanted(shape, size).reduce((part, length, axis) => {
    const kept = Math.max(Math.min(shape[axis]!, length), 1);
    return sliceAxis(g, part, axis, Math.trunc((shape[axis]! - kept) / 2), kept);
  }, x);
}

function padToAspect(layer: LayerContext, x: number, size: readonly number[]): number {
  const { config, graph } = layer;
  config.choice('fill_mode', ['constant'], 'constant');
  const shape = graph.shape(x);
  const padding = wanted(shape, size).map((length, axis): [number, number] => {
    // Keras pads both sides alike: of an odd difference, one is left out.
    const side = Math.trunc((Math.max(shape[axis]!, length) - shape[axis]!) / 2);
    return [side, side];
  });
  return pad(graph, x, [...padding, [0, 0]], config.number('fill_value', 0));
}

/** Height and width that the other axis asks for, given the proportions of `size`. */
function wanted([height, width]: readonly number[], [h, w]: readonly number[]): [number, number] {
  return [Math.trunc((width! * h!) / w!), Math.trunc((height! * w!) / h!)];
}

/** The middle of an image that is large enough; a smaller one is cropped to proportion and resized. */
const CenterCrop = spatial(reads('height', 'width'), (layer, x) => {
  const { config, graph } = layer;
  const size = [config.int('height'), config.int('width')];
  const shape = graph.shape(x);
  if (size.every((length, axis) => length <= shape[axis]!)) {
    return size.reduce(
      (part, length, axis) => sliceAxis(graph, part, axis, Math.floor((shape[axis]! - length) / 2), length),
      x,
    );
  }
  return resize(graph, cropToAspect(layer, x, size), 'bilinear', size, true);
});

/** At inference, until Keras 3.8, the largest middle part of the proportions asked for, resized; since then nothing. */
const RandomCrop: LayerType = {
  settings: {
    ...reads('height', 'width', 'data_format'),
    ...noEffect('it only draws what training needs', 'rng_type'),
  },
  arguments: NOT_TRAINING,
  overrulesTraining: 'keras3',
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const { dialect, minor } = layer.run.release;
    if (dialect === 'keras3' && minor >= 8) return { value, mask: null };
    const size = [layer.config.int('height'), layer.config.int('width')];
    const crop = (x: number) => resize(layer.graph, cropToAspect(layer, x, size), 'bilinear', size, true);
    return { value: channelsLast(layer.graph, value, dataFormat(layer), crop), mask: null };
  },
};

/** Layers that cut, pad or scale images and sequences. */
export const RESAMPLE: Readonly<Record<string, LayerType>> = {
  ZeroPadding1D: zeroPadding(1),
  ZeroPadding2D: zeroPadding(2),
  ZeroPadding3D: zeroPadding(3),
  Cropping1D: cropping(1),
  Cropping2D: cropping(2),
  Cropping3D: cropping(3),
  UpSampling1D: upSampling(1),
  UpSampling2D: upSampling(2),
  UpSampling3D: upSampling(3),
  Resizing,
  CenterCrop,
  RandomCrop,
};
