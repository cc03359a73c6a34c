import { RuntimeError } from '../../errors.ts';
import { elementCount, showShape } from '../../graph/element-types.ts';
import type { Graph, Shape } from '../../graph/graph.ts';
import { transposedOffsets } from '../../graph/offsets.ts';
import type { KerasVariable } from '../origin/network.ts';
import { dequantizeParam } from './dequantize.ts';

type ParamOrigin = Extract<KerasVariable['from'], { readonly param: string }>;

/** The numbers of a Keras variable, row-major in the variable's own shape. */
export function rebuildVariable(graph: Graph, variable: KerasVariable): Float32Array {
  const { from, shape, path } = variable;
  const count = elementCount(shape);
  if ('fill' in from) return new Float32Array(count).fill(from.fill);
  if ('data' in from) return checked(Float32Array.from(from.data), count, path);
  const whole = wholeTensor(graph, from);
  const part = from.slice === undefined ? whole : whole.subarray(from.slice[0], from.slice[1]);
  const numbers = checked(Float32Array.from(part), count, path);
  return from.perm === undefined ? numbers : transposeTo(numbers, shape, from.perm, path);
}

/** The tensor with its fine part added and its rows scaled. */
function wholeTensor(graph: Graph, { param, plus, rows }: ParamOrigin): Float64Array {
  const whole = dequantizeParam(graph, param);
  const fine = plus === undefined ? undefined : dequantizeParam(graph, plus);
  const width = rows === undefined ? 1 : whole.length / rows.length;
  return whole.map((x, i) => (x + (fine?.[i] ?? 0)) * (rows?.[Math.floor(i / width)] ?? 1));
}

function checked(numbers: Float32Array, count: number, path: string): Float32Array {
  if (numbers.length === count) return numbers;
  throw new RuntimeError(
    'broken-keras-model',
    `The Keras variable "${path}" needs ${count} numbers and has ${numbers.length}.`,
  );
}

/** Result axis i is source axis perm[i]; `shape` is the result's. */
function transposeTo(
  source: Float32Array,
  shape: Shape,
  perm: readonly number[],
  path: string,
): Float32Array {
  const sourceShape = shape.map((_, axis) => shape[perm.indexOf(axis)]);
  if (perm.length !== shape.length || !sourceShape.every((size) => size !== undefined)) {
    throw new RuntimeError(
      'broken-keras-model',
      `The Keras variable "${path}" has the axes [${perm}] of its tensor, which are not those of ${showShape(shape)}.`,
    );
  }
  return Float32Array.from(transposedOffsets(sourceShape, perm), (from) => source[from]!);
}
