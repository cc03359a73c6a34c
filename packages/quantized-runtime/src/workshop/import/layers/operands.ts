import type { Shape } from '../../../graph/graph.ts';
import { compare, constant, select } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { isObject } from '../config.ts';
import type { Call, Edge, LayerContext } from '../context.ts';
import { isConstantArray } from '../model/references.ts';
import { permute } from '../read/weights.ts';

/** What an operation was called with: an edge, a constant array that became a value, or a number. */
export type Operand = { readonly value: number } | { readonly number: number };

/**
 * The operands of a call in order. Constant arrays broadcast as in numpy: one that has an axis for the batch has length 1 there.
 * Throws ImportError `unsupported-setting`.
 */
export function operandsOf(layer: LayerContext, call: Call): Operand[] {
  const rank = Math.max(0, ...call.inputs.map(({ value }) => layer.graph.shape(value).length)) + 1;
  return arraysOf(layer, call).map((operand, i) =>
    'value' in operand ? operand : toOperand(layer, `${layer.label}/constant_${i}`, operand.array, rank),
  );
}

/** The operands of a call in order, numbers as arrays without axes. Throws ImportError `unsupported-setting`. */
export function arraysOf(
  layer: LayerContext,
  call: Call,
): ({ readonly value: number } | { readonly array: ConstantArray })[] {
  let next = 0;
  return call.options.list('args', []).map((argument) => {
    const array = arrayOf(layer, argument);
    if (array !== undefined) return { array };
    if (!isObject(argument) || argument['class_name'] !== '__keras_tensor__') {
      throw layer.refuse('an argument is neither a tensor nor a number nor a constant array');
    }
    const edge = call.inputs[next];
    next += 1;
    if (edge === undefined) throw layer.refuse('an argument is missing');
    return { value: edge.value };
  });
}

/** An array of numbers, or of truth values as 1 and 0, in the order of its last axis. */
export interface ConstantArray {
  readonly shape: Shape;
  readonly data: Float32Array;
  readonly isBoolean: boolean;
}

/** What numbers, arrays of numpy, tensors and lists of numbers in a config hold; undefined for anything else. */
export function arrayOf(layer: LayerContext, argument: unknown): ConstantArray | undefined {
  const config = isConstantArray(argument) && isObject(argument['config']) ? argument['config'] : undefined;
  if (config === undefined && !Array.isArray(argument) && typeof argument !== 'number') return undefined;
  const nested = config === undefined ? argument : config['value'];
  const shape = shapeOf(nested);
  const items: unknown[] = Array.isArray(nested) ? nested.flat(shape.length) : [nested];
  const isBoolean = items.length > 0 && items.every((item) => typeof item === 'boolean');
  const isWhole = items.length > 0 && hasShape(nested, shape);
  if (!isWhole || !items.every((item) => isBoolean || (typeof item === 'number' && Number.isFinite(item)))) {
    if (config === undefined) return undefined;
    throw layer.refuse('a constant array is empty or ragged, or does not hold finite numbers alone');
  }
  return { shape, data: Float32Array.from(items, Number), isBoolean };
}

/** `perm` as in numpy.transpose. */
export function permuteArray(
  { shape, data, isBoolean }: ConstantArray,
  perm: readonly number[],
): ConstantArray {
  const moved = permute({ shape, data }, perm);
  return { shape: moved.shape, data: Float32Array.from(moved.data), isBoolean };
}

function hasShape(nested: unknown, [length, ...rest]: readonly number[]): boolean {
  if (length === undefined) return !Array.isArray(nested);
  return Array.isArray(nested) && nested.length === length && nested.every((item) => hasShape(item, rest));
}

function shapeOf(nested: unknown): number[] {
  return Array.isArray(nested) ? [nested.length, ...(nested.length > 0 ? shapeOf(nested[0]) : [])] : [];
}

function toOperand(layer: LayerContext, name: string, array: ConstantArray, rank: number): Operand {
  const { shape, data, isBoolean } = array;
  if (shape.length === 0 && !isBoolean) return { number: data[0]! };
  const [batch, ...rest] = shape;
  if (shape.length > rank || (shape.length === rank && batch !== 1)) {
    throw layer.refuse(
      `a constant array of shape [${shape}] has another number for each example of the batch, or more axes than what it meets`,
    );
  }
  const own = shape.length === rank ? rest : shape;
  const value = constant(layer.graph, name, own.length > 0 ? own : [1], data);
  return { value: isBoolean ? compare(layer.graph, value, 'ne', 0) : value };
}

/** Every operand as a value; a number becomes a constant. */
export function valuesOf(layer: LayerContext, call: Call): number[] {
  return operandsOf(layer, call).map((operand, i) =>
    'value' in operand
      ? operand.value
      : constant(layer.graph, `${layer.label}/number_${i}`, [1], Float32Array.of(operand.number)),
  );
}

/** Truth values as 1 and 0; numbers as they are. */
export function toNumbers(layer: LayerContext, value: number): number {
  const { graph: g, label } = layer;
  if (g.type(value) !== 'u8') return value;
  const number = (x: number) => constant(g, `${label}/truth_${x}`, [1], Float32Array.of(x));
  return select(g, value, number(1), number(0));
}

/** Two operands as values. */
export function twoValues(layer: LayerContext, call: Call): [number, number] {
  const [a, b, ...others] = valuesOf(layer, call);
  if (a === undefined || b === undefined || others.length > 0) throw layer.refuse('it needs two arguments');
  return [a, b];
}

export const unmasked = (value: number): Edge => ({ value, mask: null });

/** The axes that the setting `axis` names, counted without the batch. */
export function axesOf(layer: LayerContext, x: number): number[] {
  const rank = layer.graph.shape(x).length;
  const axis = layer.config.get('axis');
  if (axis === null || axis === undefined) throw layer.refuse('it works over the batch');
  const list: unknown[] = Array.isArray(axis) ? axis : [axis];
  return list.map((one) => toShapeAxis(Number(one), rank, layer.label));
}

/** The one axis that the setting `axis` names, counted without the batch. */
export function axisOf(layer: LayerContext, x: number): number {
  const [axis, ...others] = axesOf(layer, x);
  if (axis === undefined || others.length > 0) throw layer.refuse('it works along one axis');
  return axis;
}
