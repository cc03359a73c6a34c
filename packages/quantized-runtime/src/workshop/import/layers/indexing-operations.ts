import { concat, pad, reshape, sliceAxis, tile, transpose } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { isObject } from '../config.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { axesOf, unmasked } from './operands.ts';

/** Functions of keras.ops that pick and move elements. Indices count the batch as axis 0 and leave it whole. */

const EVERYTHING = { start: null, stop: null, step: null };

/** `start:stop:step` of an axis of `length`, as Python reads it. */
function sliceRange(layer: LayerContext, raw: Readonly<Record<string, unknown>>, length: number) {
  const whole = (name: string): number | null => {
    const value = raw[name] ?? null;
    if (value !== null && !Number.isSafeInteger(value)) throw layer.refuse('a slice is not of numbers');
    return value === null ? null : Number(value);
  };
  const step = whole('step') ?? 1;
  if (step === 0) throw layer.refuse('a slice has the step 0');
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const bound = (value: number | null, missing: number): number =>
    value === null ? missing : Math.min(Math.max(value < 0 ? value + length : value, least), most);
  const begin = bound(whole('start'), step > 0 ? 0 : length - 1);
  const size = Math.ceil((bound(whole('stop'), step > 0 ? length : -1) - begin) / step);
  if (size < 1) throw layer.refuse('a slice is empty');
  return { begin, size, step };
}

/** `x[:, 1:3, ..., None, 0]`: slices, whole numbers, new axes and one ellipsis. */
const GetItem: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    let { value } = single(layer, call);
    const [, key] = call.options.list('args', []);
    const items: readonly unknown[] = Array.isArray(key) ? key : [key];
    const isNamed = (item: unknown, name: string): boolean => isObject(item) && item['class_name'] === name;
    const used = items.filter((item) => item !== null && !isNamed(item, '__ellipsis__')).length;
    const missing = g.shape(value).length + 1 - used;
    const everything = { class_name: '__slice__', config: EVERYTHING };
    const spread = items.flatMap((item) =>
      isNamed(item, '__ellipsis__') ? new Array<unknown>(missing).fill(everything) : [item],
    );
    const [batch, ...rest] = spread;
    if (
      !isObject(batch) ||
      !isObject(batch['config']) ||
      Object.values(batch['config']).some((x) => x !== null)
    ) {
      throw layer.refuse('it picks examples of the batch');
    }
    const shape: number[] = [];
    let axis = 0;
    for (const item of rest) {
      if (item === null) {
        shape.push(1);
        continue;
      }
      const length = g.shape(value)[axis];
      if (length === undefined) throw layer.refuse('it has more indices than axes');
      if (isObject(item) && item['class_name'] === '__slice__' && isObject(item['config'])) {
        const { begin, size, step } = sliceRange(layer, item['config'], length);
        value = sliceAxis(g, value, axis, begin, size, step);
        shape.push(size);
      } else {
        value = sliceAxis(g, value, axis, indexOf(layer, item, length), 1);
      }
      axis++;
    }
    return unmasked(reshape(g, value, [...shape, ...g.shape(value).slice(axis)]));
  },
};

function indexOf(layer: LayerContext, item: unknown, length: number): number {
  const index = Number.isSafeInteger(item) ? Number(item) : Number.NaN;
  const found = index < 0 ? index + length : index;
  if (found >= 0 && found < length) return found;
  throw layer.refuse('an index is not a number within its axis');
}

/** With one index. */
const Take: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const axis = toShapeAxis(layer.config.int('axis'), g.shape(value).length, layer.label);
    const index = indexOf(layer, call.options.list('args', [])[1], g.shape(value)[axis]!);
    const rest = g.shape(value).filter((_, other) => other !== axis);
    return unmasked(reshape(g, sliceAxis(g, value, axis, index, 1), rest));
  },
};

const Stack: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    const shape = g.shape(call.inputs[0]!.value);
    const axis = toShapeAxis(layer.config.int('axis', 0), shape.length + 1, layer.label);
    const open = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
    return unmasked(
      concat(
        g,
        call.inputs.map(({ value }) => reshape(g, value, open)),
        axis,
      ),
    );
  },
};

/** Into a number of equal parts, or at the given places. */
const Split: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const axis = toShapeAxis(layer.config.int('axis', 0), g.shape(value).length, layer.label);
    const length = g.shape(value)[axis]!;
    const given = layer.config.get('indices_or_sections');
    const places = Array.isArray(given)
      ? given.map(Number)
      : Array.from({ length: Number(given) - 1 }, (_, i) => ((i + 1) * length) / Number(given));
    const ends = [0, ...places, length];
    return ends.slice(1).map((end, i) => {
      const size = end - ends[i]!;
      if (!Number.isInteger(size) || size < 1) throw layer.refuse(`an axis of ${length} cannot be split so`);
      return unmasked(sliceAxis(g, value, axis, ends[i]!, size));
    });
  },
};

const Flip: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const flipped = axesOf(layer, value).reduce(
      (x, axis) => sliceAxis(g, x, axis, g.shape(x)[axis]! - 1, g.shape(x)[axis]!, -1),
      value,
    );
    return unmasked(flipped);
  },
};

/** Moves axes: `order` gives, for axes counted without the batch, where each comes from. */
const reordering = (order: (layer: LayerContext, rank: number) => number[]): LayerType => ({
  lower: (layer, call) => {
    const { value } = single(layer, call);
    return unmasked(transpose(layer.graph, value, order(layer, layer.graph.shape(value).length)));
  },
});

const Swapaxes = reordering((layer, rank) => {
  const [a, b] = ['axis1', 'axis2'].map((name) => toShapeAxis(layer.config.int(name), rank, layer.label));
  return Array.from({ length: rank }, (_, axis) => (axis === a ? b! : axis === b ? a! : axis));
});

const Moveaxis = reordering((layer, rank) => {
  const [from, to] = ['source', 'destination'].map((name) => {
    const axis = layer.config.get(name);
    return toShapeAxis(Number(Array.isArray(axis) && axis.length === 1 ? axis[0] : axis), rank, layer.label);
  });
  const order = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== from);
  order.splice(to!, 0, from!);
  return order;
});

const Tile: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const given = layer.config.ints('repeats');
    const rank = g.shape(value).length;
    const repeats = [...new Array<number>(Math.max(rank + 1 - given.length, 0)).fill(1), ...given];
    if (repeats.length !== rank + 1 || repeats[0] !== 1) throw layer.refuse('it repeats the batch');
    return unmasked(tile(g, value, repeats.slice(1)));
  },
};

/** Every element several times in a row along one axis. */
const Repeat: LayerType = {
  lower: (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const shape = g.shape(value);
    const axis = toShapeAxis(layer.config.int('axis'), shape.length, layer.label);
    const count = layer.config.int('repeats');
    const open = reshape(g, value, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]);
    const wide = tile(
      g,
      open,
      g.shape(open).map((_, i) => (i === axis + 1 ? count : 1)),
    );
    return unmasked(
      reshape(
        g,
        wide,
        shape.map((size, i) => (i === axis ? size * count : size)),
      ),
    );
  },
};

const Pad: LayerType = {
  lower: (layer, call) => {
    if (layer.config.string('mode', 'constant') !== 'constant') throw layer.refuse('it pads by reflection');
    const fill = call.options.get('constant_values') ?? 0;
    const [batch, ...padding] = layer.config
      .list('pad_width')
      .map((ends): readonly [number, number] =>
        Array.isArray(ends) ? [Number(ends[0]), Number(ends[1])] : [Number(ends), Number(ends)],
      );
    if (batch?.some((cells) => cells !== 0)) throw layer.refuse('it pads the batch');
    return unmasked(pad(layer.graph, single(layer, call).value, padding, Number(fill)));
  },
};

export const INDEXING_OPERATIONS: Readonly<Record<string, LayerType>> = {
  GetItem,
  Take,
  Stack,
  Split,
  Flip,
  Swapaxes,
  Moveaxis,
  Tile,
  Repeat,
  Pad,
};
