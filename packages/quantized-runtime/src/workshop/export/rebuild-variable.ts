import { RuntimeError } from '../../errors.ts';
import type { Graph, KerasVariable } from '../../graph/graph.ts';
import { dequantizeParam } from './dequantize.ts';

type ParamOrigin = Extract<KerasVariable['from'], { readonly param: string }>;

/** The numbers of a Keras variable, row-major in the variable's own shape. */
export function rebuildVariable(graph: Graph, variable: KerasVariable): Float32Array {
  const { from, shape, path } = variable;
  const count = shape.reduce((product, size) => product * size, 1);
  if ('fill' in from) return new Float32Array(count).fill(from.fill);
  if ('data' in from) return checked(Float32Array.from(from.data), count, path);
  const whole = wholeTensor(graph, from);
  const part = from.slice === undefined ? whole : whole.subarray(from.slice[0], from.slice[1]);
  const numbers = checked(Float32Array.from(part), count, path);
  return from.perm === undefined ? numbers : transposeTo(numbers, shape, from.perm);
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
function transposeTo(source: Float32Array, shape: readonly number[], perm: readonly number[]): Float32Array {
  const sourceShape = new Array<number>(shape.length);
  perm.forEach((axis, i) => {
    sourceShape[axis] = shape[i]!;
  });
  const strides = sourceShape.map((_, axis) => sourceShape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return source.map((_, to) => {
    let rest = to;
    let from = 0;
    for (let i = shape.length - 1; i >= 0; i--) {
      from += (rest % shape[i]!) * strides[perm[i]!]!;
      rest = Math.floor(rest / shape[i]!);
    }
    return source[from]!;
  });
}
