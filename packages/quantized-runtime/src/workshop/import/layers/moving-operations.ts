import { elementCount } from '../../../graph/element-types.ts';
import type { Shape } from '../../../graph/graph.ts';
import { concat, pad, reshape, sliceAxis, tile, transpose } from '../build/moving-ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { type Call, type LayerContext, type LayerType, single } from '../context.ts';
import { reads, type Settings } from '../settings.ts';
import { axesOf, unmasked } from './operands.ts';
import { operation } from './operation.ts';

/** Functions of keras.ops that put elements elsewhere. Axes count the batch as axis 0 and leave it whole. */

/** An operation on one value. */
const moving = (
  settings: Settings,
  move: (layer: LayerContext, x: number, call: Call) => number,
  further: Pick<LayerType, 'arguments'> = {},
): LayerType =>
  operation(settings, (layer, call) => unmasked(move(layer, single(layer, call).value, call)), further);

/** With an axis of length 1 more. */
function opened(shape: Shape, axis: number): Shape {
  return [...shape.slice(0, axis), 1, ...shape.slice(axis)];
}

const Reshape = moving(reads('newshape'), (layer, x) => {
  const total = elementCount(layer.graph.shape(x));
  const target = layer.config.list('newshape').slice(1).map(Number);
  const known = elementCount(target.filter((size) => size !== -1));
  return reshape(
    layer.graph,
    x,
    target.map((size) => (size === -1 ? total / known : size)),
  );
});

const ExpandDims = moving(reads('axis'), (layer, x) => {
  const shape = layer.graph.shape(x);
  const axis = toShapeAxis(layer.config.int('axis'), shape.length + 1, layer.label);
  return reshape(layer.graph, x, opened(shape, axis));
});

const Squeeze = moving(reads('axis'), (layer, x) => {
  const axes = axesOf(layer, x);
  const rest = layer.graph.shape(x).filter((_, axis) => !axes.includes(axis));
  return reshape(layer.graph, x, rest);
});

/** Moves axes: `order` gives, for axes counted without the batch, where each comes from. */
const reordering = (settings: Settings, order: (layer: LayerContext, rank: number) => number[]): LayerType =>
  moving(settings, (layer, x) => transpose(layer.graph, x, order(layer, layer.graph.shape(x).length)));

const Transpose = reordering(reads('axes'), (layer) => {
  // Without axes it turns all of them around, the batch with them.
  const axes = layer.config.has('axes') ? layer.config.ints('axes') : [];
  if (axes[0] !== 0) throw layer.refuse('it moves the batch');
  return axes.slice(1).map((axis) => axis - 1);
});

const Swapaxes = reordering(reads('axis1', 'axis2'), (layer, rank) => {
  const [a, b] = ['axis1', 'axis2'].map((name) => toShapeAxis(layer.config.int(name), rank, layer.label));
  return Array.from({ length: rank }, (_, axis) => (axis === a ? b! : axis === b ? a! : axis));
});

const Moveaxis = reordering(reads('source', 'destination'), (layer, rank) => {
  const [from, to] = ['source', 'destination'].map((name) => {
    const axis = layer.config.get(name);
    return toShapeAxis(Number(Array.isArray(axis) && axis.length === 1 ? axis[0] : axis), rank, layer.label);
  });
  const order = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== from);
  order.splice(to!, 0, from!);
  return order;
});

const Flip = moving(reads('axis'), (layer, x) => {
  const g = layer.graph;
  return axesOf(layer, x).reduce((value, axis) => {
    const length = g.shape(value)[axis]!;
    return sliceAxis(g, value, axis, length - 1, length, -1);
  }, x);
});

/** Elements move up by `shift`, and those that leave come in again below. */
const Roll = moving(reads('shift', 'axis'), (layer, x) => {
  const g = layer.graph;
  const shift = layer.config.get('shift');
  const shifts: unknown[] = Array.isArray(shift) ? shift : [shift];
  const axes = axesOf(layer, x);
  return axes.reduce((value, axis, i) => {
    const by = Number(shifts.length === 1 ? shifts[0] : shifts[i]);
    if (!Number.isSafeInteger(by)) throw layer.refuse('it has no whole shift for each axis');
    const length = g.shape(value)[axis]!;
    const first = ((by % length) + length) % length;
    if (first === 0) return value;
    const last = sliceAxis(g, value, axis, length - first, first);
    return concat(g, [last, sliceAxis(g, value, axis, 0, length - first)], axis);
  }, x);
});

const Concatenate = operation(reads('axis'), (layer, call) => {
  const parts = call.inputs.map(({ value }) => value);
  const rank = layer.graph.shape(parts[0]!).length;
  const axis = toShapeAxis(layer.config.int('axis', 0), rank, layer.label);
  return unmasked(concat(layer.graph, parts, axis));
});

const Stack = operation(reads('axis'), (layer, call) => {
  const g = layer.graph;
  const shape = g.shape(call.inputs[0]!.value);
  const axis = toShapeAxis(layer.config.int('axis', 0), shape.length + 1, layer.label);
  const parts = call.inputs.map(({ value }) => reshape(g, value, opened(shape, axis)));
  return unmasked(concat(g, parts, axis));
});

const Tile = moving(reads('repeats'), (layer, x) => {
  const given = layer.config.ints('repeats');
  const rank = layer.graph.shape(x).length;
  const repeats = [...new Array<number>(Math.max(rank + 1 - given.length, 0)).fill(1), ...given];
  if (repeats.length !== rank + 1 || repeats[0] !== 1) throw layer.refuse('it repeats the batch');
  return tile(layer.graph, x, repeats.slice(1));
});

/** Every element several times in a row along one axis. */
const Repeat = moving(reads('repeats', 'axis'), (layer, x) => {
  const g = layer.graph;
  const shape = g.shape(x);
  const axis = toShapeAxis(layer.config.int('axis'), shape.length, layer.label);
  const count = layer.config.int('repeats');
  const open = opened(shape, axis + 1);
  const wide = tile(
    g,
    reshape(g, x, open),
    open.map((_, i) => (i === axis + 1 ? count : 1)),
  );
  return reshape(
    g,
    wide,
    shape.map((size, i) => (i === axis ? size * count : size)),
  );
});

const Pad = moving(
  reads('pad_width', 'mode'),
  (layer, x, call) => {
    if (layer.config.string('mode', 'constant') !== 'constant') throw layer.refuse('it pads by reflection');
    const fill = call.options.get('constant_values') ?? 0;
    const [batch, ...padding] = layer.config
      .list('pad_width')
      .map((ends): readonly [number, number] =>
        Array.isArray(ends) ? [Number(ends[0]), Number(ends[1])] : [Number(ends), Number(ends)],
      );
    if (batch?.some((cells) => cells !== 0)) throw layer.refuse('it pads the batch');
    return pad(layer.graph, x, padding, Number(fill));
  },
  { arguments: reads('constant_values') },
);

export const MOVING_OPERATIONS: Readonly<Record<string, LayerType>> = {
  Reshape,
  ExpandDims,
  Squeeze,
  Transpose,
  Swapaxes,
  Moveaxis,
  Flip,
  Roll,
  Concatenate,
  Stack,
  Tile,
  Repeat,
  Pad,
};
