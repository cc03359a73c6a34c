import { reshape, transpose } from '../build/moving-ops.ts';
import { channelsLast } from '../build/spatial-ops.ts';
import { Config, type JsonObject } from '../config.ts';
import { type Call, LayerContext, type LayerType, single } from '../context.ts';
import { lookUp } from '../look-up.ts';
import { reads } from '../settings.ts';
import { unmasked } from './operands.ts';
import { operation } from './operation.ts';
import { POOL } from './pool.ts';
import { RESAMPLE } from './resample.ts';
import { dataFormat } from './window.ts';

/** Functions of keras.ops on images and sequences [...S, C], most of which are layers, too. */

/** As the layer `className` does, with its settings. */
function asLayer(layer: LayerContext, call: Call, className: string, settings: JsonObject) {
  const config = new Config(settings, layer.config.where);
  const spec = { ...layer.spec, className, config };
  const type = lookUp({ ...POOL, ...RESAMPLE }, className);
  if (type === undefined) throw layer.refuse('its input has too many or too few axes');
  return type.lower(new LayerContext(layer.run, spec, layer.path, layer.label), call);
}

const pooling = (name: string): LayerType =>
  operation(reads('pool_size', 'strides', 'padding', 'data_format'), (layer, call) => {
    const rank = layer.graph.shape(single(layer, call).value).length - 1;
    return asLayer(layer, call, `${name}${rank}D`, layer.config.raw);
  });

const adaptivePooling = (name: string): LayerType =>
  operation(reads('output_size', 'data_format'), (layer, call) => {
    const rank = layer.graph.shape(single(layer, call).value).length - 1;
    return asLayer(layer, call, `${name}${rank}D`, layer.config.raw);
  });

const RESIZE = reads(
  'size',
  'interpolation',
  'antialias',
  'crop_to_aspect_ratio',
  'pad_to_aspect_ratio',
  'fill_mode',
  'fill_value',
  'data_format',
);

const Resize = operation(RESIZE, (layer, call) => {
  const { size: _, ...settings } = layer.config.raw;
  const [height, width] = layer.config.intsOfRank('size', 2);
  if (layer.graph.shape(single(layer, call).value).length !== 3) throw layer.refuse('it resizes the batch');
  return asLayer(layer, call, 'Resizing', { ...settings, height, width });
});

/** [H, W, C] between blocks of pixels and channels. */
const blocks = (move: (layer: LayerContext, x: number, size: number) => number): LayerType =>
  operation(reads('block_size', 'data_format'), (layer, call) => {
    const { value } = single(layer, call);
    if (layer.graph.shape(value).length !== 3) throw layer.refuse('it takes images');
    const size = layer.config.int('block_size');
    return unmasked(channelsLast(layer.graph, value, dataFormat(layer), (x) => move(layer, x, size)));
  });

/** Channels as [place in the block, channel]; before the channels where the data format has them first. */
function isDepthFirst(layer: LayerContext): boolean {
  return dataFormat(layer) === 'channels_first';
}

const DepthToSpace = blocks((layer, x, size) => {
  const g = layer.graph;
  const [height, width, channels] = g.shape(x);
  const depth = channels! / size ** 2;
  if (!Number.isInteger(depth)) throw layer.refuse(`${channels} channels are no blocks of ${size} x ${size}`);
  const open = isDepthFirst(layer)
    ? transpose(g, reshape(g, x, [height!, width!, depth, size, size]), [0, 3, 1, 4, 2])
    : transpose(g, reshape(g, x, [height!, width!, size, size, depth]), [0, 2, 1, 3, 4]);
  return reshape(g, open, [height! * size, width! * size, depth]);
});

const SpaceToDepth = blocks((layer, x, size) => {
  const g = layer.graph;
  const [height, width, channels] = g.shape(x);
  const [rows, columns] = [height! / size, width! / size];
  if (!Number.isInteger(rows) || !Number.isInteger(columns)) {
    throw layer.refuse(`${height} x ${width} pixels are no blocks of ${size} x ${size}`);
  }
  const open = reshape(g, x, [rows, size, columns, size, channels!]);
  const moved = transpose(g, open, isDepthFirst(layer) ? [0, 2, 4, 1, 3] : [0, 2, 1, 3, 4]);
  return reshape(g, moved, [rows, columns, channels! * size ** 2]);
});

export const IMAGE_OPERATIONS: Readonly<Record<string, LayerType>> = {
  MaxPool: pooling('MaxPooling'),
  AveragePool: pooling('AveragePooling'),
  AdaptiveMaxPool: adaptivePooling('AdaptiveMaxPooling'),
  AdaptiveAveragePool: adaptivePooling('AdaptiveAveragePooling'),
  Resize,
  DepthToSpace,
  SpaceToDepth,
};
