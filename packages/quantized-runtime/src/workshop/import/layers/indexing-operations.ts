import { elementCount } from '../../../graph/element-types.ts';
import { concat, reshape, sliceAxis, transpose } from '../build/moving-ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { isObject } from '../config.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { only, reads } from '../settings.ts';
import { lookUpRows } from './look-up-rows.ts';
import { arraysOf, type ConstantArray, unmasked } from './operands.ts';
import { operation, operationOn } from './operation.ts';

/** Functions of keras.ops that pick elements. Indices count the batch as axis 0 and leave it whole. */

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
const GetItem = operation({}, (layer, call) => {
  const g = layer.graph;
  let { value } = single(layer, call);
  const [, key] = call.options.list('args', []);
  const items: readonly unknown[] = Array.isArray(key) ? key : [key];
  const isNamed = (item: unknown, name: string): boolean => isObject(item) && item['class_name'] === name;
  const used = items.filter((item) => item !== null && !isNamed(item, '__ellipsis__')).length;
  const missing = g.shape(value).length + 1 - used;
  if (missing < 0) throw layer.refuse('it has more indices than axes');
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
});

function indexOf(layer: LayerContext, item: unknown, length: number): number {
  const index = Number.isSafeInteger(item) ? Number(item) : Number.NaN;
  const found = index < 0 ? index + length : index;
  if (found >= 0 && found < length) return found;
  throw layer.refuse('an index is not a number within its axis');
}

/** With one index, or an array of them: with a constant table, the indices are what the network computes. */
const Take = operationOn(reads('axis'), (layer, call) => {
  const g = layer.graph;
  const [x, indices] = arraysOf(layer, call);
  if (x === undefined || indices === undefined) throw layer.refuse('it needs a tensor and indices');
  if ('array' in x && 'value' in indices) return unmasked(lookedUp(layer, x.array, indices.value));
  if (!('value' in x) || !('array' in indices)) throw layer.refuse('its indices are not constant');
  const shape = g.shape(x.value);
  const axis = toShapeAxis(layer.config.int('axis'), shape.length, layer.label);
  const parts = Array.from(indices.array.data, (index) =>
    sliceAxis(g, x.value, axis, indexOf(layer, index, shape[axis]!), 1),
  );
  if (parts.length > MOST_PARTS)
    throw layer.refuse(`it takes ${parts.length} elements; up to ${MOST_PARTS} can be taken`);
  const taken = concat(g, parts, axis);
  return unmasked(
    reshape(g, taken, [...shape.slice(0, axis), ...indices.array.shape, ...shape.slice(axis + 1)]),
  );
});

/** Nodes that one Take may become. */
const MOST_PARTS = 256;

/** Rows of a constant table. */
function lookedUp(layer: LayerContext, { shape, data }: ConstantArray, indices: number): number {
  const [rows, ...row] = shape;
  const axis = layer.config.get('axis') ?? null;
  if (rows === undefined || (axis !== 0 && !(axis === null && row.length === 0))) {
    throw layer.refuse('it takes from another axis of a constant table than the first');
  }
  const width = elementCount(row);
  const table = layer.addTensor('table', [rows, width], data);
  const taken = lookUpRows(layer, indices, table, rows, width);
  return reshape(layer.graph, taken, [...layer.graph.shape(indices), ...row]);
}

/** Places of a code: a table holds the square of it. */
const MOST_CLASSES = 2048;

/** Whole numbers become rows of the identity. */
const OneHot = operation(
  {
    ...reads('num_classes', 'axis'),
    ...only('dtype', [null, 'float32', 'int32', 'int64', 'bool'], 'it gives float32 here'),
    ...only('sparse', [false], 'numbers come one by one: give it sparse=False'),
  },
  (layer, call) => {
    const g = layer.graph;
    const { value } = single(layer, call);
    const count = layer.config.int('num_classes');
    if (count < 1 || count > MOST_CLASSES)
      throw layer.refuse(`codes have 1 to ${MOST_CLASSES} places, not ${count}`);
    const axis = layer.config.int('axis', -1);
    const rank = g.shape(value).length;
    const eye = Float32Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0));
    const rows = lookUpRows(layer, value, layer.addTensor('identity', [count, count], eye), count, count);
    if (axis === -1 || axis === rank + 1) return unmasked(rows);
    const place = toShapeAxis(axis, rank + 1, layer.label);
    const order = Array.from({ length: rank }, (_, i) => i);
    return unmasked(transpose(g, rows, [...order.slice(0, place), rank, ...order.slice(place)]));
  },
);

/** Every element of an axis by itself. */
const Unstack = operation(reads('num', 'axis'), (layer, call) => {
  const g = layer.graph;
  const { value } = single(layer, call);
  const shape = g.shape(value);
  const axis = toShapeAxis(layer.config.int('axis', 0), shape.length, layer.label);
  const rest = shape.filter((_, other) => other !== axis);
  return Array.from({ length: shape[axis]! }, (_, i) =>
    unmasked(reshape(g, sliceAxis(g, value, axis, i, 1), rest)),
  );
});

/** Where an axis is cut into so many equal parts. */
function equalParts(layer: LayerContext, count: unknown, length: number): number[] {
  const isCount = typeof count === 'number' && Number.isInteger(count) && count >= 1 && length % count === 0;
  if (!isCount) throw layer.refuse(`an axis of ${length} cannot be split so`);
  return Array.from({ length: count - 1 }, (_, i) => ((i + 1) * length) / count);
}

/** Into a number of equal parts, or at the given places. */
const Split = operation(reads('indices_or_sections', 'axis'), (layer, call) => {
  const g = layer.graph;
  const { value } = single(layer, call);
  const axis = toShapeAxis(layer.config.int('axis', 0), g.shape(value).length, layer.label);
  const length = g.shape(value)[axis]!;
  const given = layer.config.get('indices_or_sections');
  const places = Array.isArray(given) ? given.map(Number) : equalParts(layer, given, length);
  const ends = [0, ...places, length];
  return ends.slice(1).map((end, i) => {
    const size = end - ends[i]!;
    if (!Number.isInteger(size) || size < 1) throw layer.refuse(`an axis of ${length} cannot be split so`);
    return unmasked(sliceAxis(g, value, axis, ends[i]!, size));
  });
});

export const INDEXING_OPERATIONS: Readonly<Record<string, LayerType>> = {
  GetItem,
  Take,
  OneHot,
  Unstack,
  Split,
};
