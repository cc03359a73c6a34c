import { elementCount } from '../../../graph/element-types.ts';
import { reshape, tile, transpose } from '../build/moving-ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { reads } from '../settings.ts';
import { dataFormat } from './window.ts';

/** Row-major over all axes; with `channels_first` the channels move to the end first. */
const Flatten: LayerType = {
  settings: reads('data_format'),
  anyType: true,
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const g = layer.graph;
    const shape = g.shape(value);
    const first = dataFormat(layer) === 'channels_first';
    const perm = [...shape.keys()].slice(1);
    const moved = first && shape.length > 1 ? transpose(g, value, [...perm, 0]) : value;
    return { value: reshape(g, moved, [elementCount(shape)]), mask: null };
  },
};

const Reshape: LayerType = {
  settings: reads('target_shape'),
  anyType: true,
  lower: (layer, call) => {
    const { value } = single(layer, call);
    return { value: reshape(layer.graph, value, targetShape(layer, value)), mask: null };
  },
};

function targetShape(layer: LayerContext, x: number): number[] {
  const target = layer.config.ints('target_shape');
  const total = elementCount(layer.graph.shape(x));
  const known = target.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const resolved = target.map((size) => (size === -1 ? total / known : size));
  if (elementCount(resolved) === total && resolved.every((size) => Number.isInteger(size))) return resolved;
  throw layer.refuse(`${total} elements cannot take the shape [${target}]`);
}

const Permute: LayerType = {
  settings: reads('dims'),
  anyType: true,
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const perm = layer.config.ints('dims').map((axis) => axis - 1);
    return { value: transpose(layer.graph, value, perm), mask: null };
  },
};

const RepeatVector: LayerType = {
  settings: reads('n'),
  anyType: true,
  lower: (layer, call) => {
    const { value } = single(layer, call);
    const g = layer.graph;
    return {
      value: tile(g, reshape(g, value, [1, ...g.shape(value)]), [layer.config.int('n'), 1]),
      mask: null,
    };
  },
};

export const SHAPE: Readonly<Record<string, LayerType>> = { Flatten, Reshape, Permute, RepeatVector };
