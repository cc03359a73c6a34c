import type { BinaryNode } from '../../../graph/graph.ts';
import { concat, reshape, transpose } from '../build/moving-ops.ts';
import { binary, constant, matmul, normalize, scaleShift, select } from '../build/ops.ts';
import { toShapeAxis } from '../build/shapes.ts';
import { type Call, type Edge, type LayerContext, type LayerType, single } from '../context.ts';
import { reads } from '../settings.ts';
import { allOf, anyOf, concatMasks, maskLike } from './masks.ts';

/** All inputs combined two by two, from the first to the last. */
function fold(
  fn: BinaryNode['fn'],
  finish?: (layer: LayerContext, sum: number, count: number) => number,
): LayerType {
  return {
    settings: {},
    lower: (layer, call) => {
      const [first, ...rest] = several(layer, call);
      const all = rest.reduce((sum, { value }) => binary(layer.graph, fn, sum, value), first.value);
      const value = finish === undefined ? all : finish(layer, all, call.inputs.length);
      return { value, mask: mergedMask(layer, call) };
    },
  };
}

function several(layer: LayerContext, call: Call): [Edge, ...Edge[]] {
  const [first, ...rest] = call.inputs;
  if (first === undefined || rest.length === 0) throw layer.refuse('it needs at least two inputs');
  return [first, ...rest];
}

/**
 * A step counts when it counts in any input; without a mask everywhere there is none. In Keras 2 it counts when it does
 * in every input that has a mask.
 */
function mergedMask(layer: LayerContext, call: Call): number | null {
  const masks = call.inputs.flatMap(({ mask }) => (mask === null ? [] : [mask]));
  if (layer.dialect === 'keras2') return masks.length === 0 ? null : allOf(layer.graph, masks);
  return masks.length < call.inputs.length ? null : anyOf(layer.graph, masks);
}

/** The largest or the smallest of the numbers that count. Keras 2 looks at all of them. */
function extreme(fn: 'max' | 'min'): LayerType {
  const plain = fold(fn);
  return {
    ...plain,
    lower: (layer, call) => {
      const g = layer.graph;
      if (layer.dialect === 'keras2' || call.inputs.every(({ mask }) => mask === null)) {
        return plain.lower(layer, call);
      }
      const [first, ...rest] = several(layer, call);
      // As Keras does it, one input after the other: what does not count is replaced by what was found so far.
      return rest.reduce((found, { value, mask }) => {
        const chosen = mask === null ? value : select(g, maskLike(g, mask, value), value, found.value);
        const kept =
          found.mask === null
            ? found.value
            : select(g, maskLike(g, found.mask, found.value), found.value, chosen);
        const both = mask === null || found.mask === null ? null : anyOf(g, [found.mask, mask]);
        return { value: binary(g, fn, kept, chosen), mask: both };
      }, first);
    },
  };
}

const product = fold('mul');

/** What does not count is a factor of one, and zero where nothing counts. Keras 2 multiplies all numbers. */
const Multiply: LayerType = {
  ...product,
  lower: (layer, call) => {
    const g = layer.graph;
    if (layer.dialect === 'keras2' || call.inputs.every(({ mask }) => mask === null)) {
      return product.lower(layer, call);
    }
    const [one, zero] = [1, 0].map((x) => constant(g, `${layer.label}/${x}`, [1], Float32Array.of(x)));
    const inputs = several(layer, call).map(({ value, mask }) => ({
      value: mask === null ? value : select(g, maskLike(g, mask, value), value, one!),
      mask,
    }));
    const { value } = product.lower(layer, { ...call, inputs }) as Edge;
    const mask = mergedMask(layer, call);
    return { value: mask === null ? value : select(g, maskLike(g, mask, value), value, zero!), mask };
  },
};

const Subtract: LayerType = {
  settings: {},
  lower: (layer, call) => {
    if (call.inputs.length !== 2) throw layer.refuse('it needs exactly two inputs');
    const [a, b] = several(layer, call);
    return { value: binary(layer.graph, 'sub', a.value, b!.value), mask: mergedMask(layer, call) };
  },
};

const Concatenate: LayerType = {
  settings: reads('axis'),
  anyType: true,
  lower: (layer, call) => {
    const edges = call.inputs;
    const first = edges[0] ?? single(layer, call);
    const rank = layer.graph.shape(first.value).length;
    const axis = toShapeAxis(layer.config.int('axis', -1), rank, layer.label);
    for (const { value } of edges) checkConcat(layer, first.value, value, axis);
    const value = concat(
      layer.graph,
      edges.map((edge) => edge.value),
      axis,
    );
    return {
      value,
      mask: concatMasks(layer.graph, edges, axis, layer.dialect === 'keras2' ? allOf : anyOf),
    };
  },
};

function checkConcat(layer: LayerContext, a: number, b: number, axis: number): void {
  const [left, right] = [layer.graph.shape(a), layer.graph.shape(b)];
  if (left.length === right.length && left.every((size, i) => i === axis || size === right[i])) return;
  throw layer.refuse(`shapes [${left}] and [${right}] cannot be joined`);
}

/** Batchwise dot product over one axis of each input, as keras.ops' batch_dot. */
const Dot: LayerType = {
  settings: reads('axes', 'normalize'),
  lower: (layer, call) => {
    const g = layer.graph;
    const [x, y] = several(layer, call);
    const axes = layer.config.get('axes');
    const [a, b]: unknown[] = Array.isArray(axes) ? axes : [axes, axes];
    if (typeof a !== 'number' || typeof b !== 'number') throw layer.refuse('its axes are not numbers');
    const left = toLast(layer, x.value, a);
    const right = toLast(layer, y!.value, b);
    const [m, n] = [g.shape(left).slice(0, -1), g.shape(right).slice(0, -1)];
    const depth = g.shape(left).at(-1)!;
    if (depth !== g.shape(right).at(-1)) throw layer.refuse('the axes to be multiplied differ in length');
    const rows = reshape(g, left, [m.reduce((p, s) => p * s, 1), depth]);
    const columns = reshape(g, right, [n.reduce((p, s) => p * s, 1), depth]);
    const product = matmul(g, rows, columns, true);
    const shape = [...m, ...n];
    return { value: reshape(g, product, shape.length === 0 ? [1] : shape), mask: null };
  },
};

/** The axis moved to the end, at unit length when the layer says `normalize`. */
function toLast(layer: LayerContext, x: number, kerasAxis: number): number {
  const g = layer.graph;
  const rank = g.shape(x).length;
  const axis = toShapeAxis(kerasAxis, rank, layer.label);
  const perm = [...Array(rank).keys()].filter((other) => other !== axis);
  const moved = transpose(g, x, [...perm, axis]);
  if (!layer.config.bool('normalize', false)) return moved;
  // Keras 3 bounds the norm by 1e-7, and Keras 2 bounded its square by 1e-12.
  return normalize(g, moved, 'unit', layer.dialect === 'keras3' ? 1e-14 : 1e-12);
}

export const MERGE: Readonly<Record<string, LayerType>> = {
  Add: fold('add'),
  Subtract,
  Multiply,
  Average: fold('add', (layer, sum, count) => scaleShift(layer.graph, sum, 1 / count)),
  Maximum: extreme('max'),
  Minimum: extreme('min'),
  Concatenate,
  Dot,
};
