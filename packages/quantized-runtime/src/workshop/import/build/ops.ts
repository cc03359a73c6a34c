import type {
  BinaryNode,
  CompareNode,
  NormalizeNode,
  ReduceNode,
  Shape,
  UnaryFn,
} from '../../../graph/graph.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { reshape, transpose } from './moving-ops.ts';
import { axisToLast, broadcast } from './shapes.ts';

/** Nodes that infer the shapes of their outputs. Every function hands back the new value. */

const OPEN = { min: null, max: null } as const;

/** x [..., K] · kernel [K, N] + bias [N]. */
export function dense(g: GraphBuilder, x: number, kernel: string, units: number, bias?: string): number {
  const shape = [...g.shape(x).slice(0, -1), units];
  const params = bias === undefined ? { kernel } : { kernel, bias };
  return g.add({ op: 'dense', inputs: [x], outputs: [g.value(shape)], layer: g.layer, ...OPEN, params });
}

/** y = x * kernel + bias, broadcast; both are names of tensors. */
export function affine(
  g: GraphBuilder,
  x: number,
  kernel: string,
  shape: Shape,
  bias?: string,
  clamp: { readonly min: number | null; readonly max: number | null } = OPEN,
): number {
  const out = broadcast(g.shape(x), shape, g.layer);
  const params = bias === undefined ? { kernel } : { kernel, bias };
  return g.add({ op: 'affine', inputs: [x], outputs: [g.value(out)], layer: g.layer, ...clamp, params });
}

/** y = x * factor + offset with single numbers. */
export function scaleShift(
  g: GraphBuilder,
  x: number,
  factor: number,
  offset = 0,
  clamp: { readonly min: number | null; readonly max: number | null } = OPEN,
): number {
  const name = `${g.layer}/scale_${g.nodes.length}`;
  const kernel = g.tensor(name, [1], Float32Array.of(factor));
  if (offset === 0) return affine(g, x, kernel, [1], undefined, clamp);
  return affine(g, x, kernel, [1], g.tensor(`${name}_offset`, [1], Float32Array.of(offset)), clamp);
}

export function unary(g: GraphBuilder, x: number, fn: UnaryFn, alpha = 0, beta = 0): number {
  const outputs = [g.value(g.shape(x))];
  return g.add({ op: 'unary', inputs: [x], outputs, layer: g.layer, fn, alpha, beta, params: {} });
}

export function binary(g: GraphBuilder, fn: BinaryNode['fn'], a: number, b: number): number {
  const outputs = [g.value(broadcast(g.shape(a), g.shape(b), g.layer))];
  return g.add({ op: 'binary', inputs: [a, b], outputs, layer: g.layer, fn, ...OPEN, params: {} });
}

export function constant(g: GraphBuilder, name: string, shape: Shape, data: Float32Array): number {
  return constantNamed(g, g.tensor(name, shape, data), shape);
}

/** A tensor that exists already, as a value. */
export function constantNamed(g: GraphBuilder, value: string, shape: Shape): number {
  return g.add({ op: 'constant', inputs: [], outputs: [g.value(shape)], layer: g.layer, params: { value } });
}

export function compare(
  g: GraphBuilder,
  x: number,
  fn: CompareNode['fn'],
  number: number,
  reduceLast: CompareNode['reduceLast'] = 'none',
): number {
  const shape = reduceLast === 'none' ? g.shape(x) : g.shape(x).slice(0, -1);
  const outputs = [g.value(shape, 'u8')];
  return g.add({
    op: 'compare',
    inputs: [x],
    outputs,
    layer: g.layer,
    fn,
    constant: number,
    reduceLast,
  });
}

/** mask ? a : b, broadcast. */
export function select(g: GraphBuilder, mask: number, a: number, b: number): number {
  const shape = broadcast(g.shape(mask), broadcast(g.shape(a), g.shape(b), g.layer), g.layer);
  const outputs = [g.value(shape, g.type(a))];
  return g.add({ op: 'select', inputs: [mask, a, b], outputs, layer: g.layer });
}

/** Over `axis`, counted without the batch. `mask` has the shape of x, or broadcasts to it. */
export function softmax(g: GraphBuilder, x: number, axis: number, log = false, mask?: number): number {
  const rank = g.shape(x).length;
  const { to, back } = axisToLast(axis, rank);
  const moved = transpose(g, x, to);
  const inputs = mask === undefined ? [moved] : [moved, axis === rank - 1 ? mask : transpose(g, mask, to)];
  const outputs = [g.value(g.shape(moved))];
  const y = g.add({ op: 'softmax', inputs, outputs, layer: g.layer, log, params: {} });
  return transpose(g, y, back);
}

/** Over the last axis; gamma and beta are names of tensors [C]. */
export function normalize(
  g: GraphBuilder,
  x: number,
  fn: NormalizeNode['fn'],
  epsilon: number,
  params: NormalizeNode['params'] = {},
): number {
  const outputs = [g.value(g.shape(x))];
  return g.add({ op: 'normalize', inputs: [x], outputs, layer: g.layer, ...OPEN, fn, epsilon, params });
}

/** Removes the axes unless `keep`. */
export function reduce(
  g: GraphBuilder,
  x: number,
  fn: ReduceNode['fn'],
  axes: readonly number[],
  keep = false,
): number {
  const shape = g.shape(x);
  const rest = shape.filter((_, axis) => !axes.includes(axis));
  const outputs = [g.value(rest)];
  const y = g.add({ op: 'reduce', inputs: [x], outputs, layer: g.layer, fn, axes: [...axes], params: {} });
  if (!keep) return y;
  return reshape(
    g,
    y,
    shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
}

/** a [..., M, K] · b [..., K, N], or [..., N, K] with `transposeB`. */
export function matmul(g: GraphBuilder, a: number, b: number, transposeB = false): number {
  const left = g.shape(a);
  const right = g.shape(b);
  const lead = broadcast(left.slice(0, -2), right.slice(0, -2), g.layer);
  const columns = right.at(transposeB ? -2 : -1)!;
  const outputs = [g.value([...lead, left.at(-2)!, columns])];
  return g.add({ op: 'matmul', inputs: [a, b], outputs, layer: g.layer, transposeB, ...OPEN, params: {} });
}

/** Indices [...I] into a table [V, ...D]. */
export function gather(g: GraphBuilder, indices: number, table: string, row: Shape): number {
  const outputs = [g.value([...g.shape(indices), ...row])];
  return g.add({ op: 'gather', inputs: [indices], outputs, layer: g.layer, params: { table } });
}
