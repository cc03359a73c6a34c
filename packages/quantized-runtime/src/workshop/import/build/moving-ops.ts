import { ImportError } from '../../../errors.ts';
import { elementCount, sameShape } from '../../../graph/element-types.ts';
import type { Padding, Shape } from '../../../graph/graph.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { axisToLast, invert } from './shapes.ts';

/** Nodes that put elements elsewhere, left out where they would change nothing. Every function hands back the value. */

export function reshape(g: GraphBuilder, x: number, shape: Shape): number {
  const from = g.shape(x);
  if (sameShape(from, shape)) return x;
  const isWhole = shape.every((size) => Number.isInteger(size) && size >= 1);
  if (!isWhole || elementCount(from) !== elementCount(shape)) {
    throw new ImportError(
      'unsupported-setting',
      `Layer "${g.layer}" brings each example of shape [${from}] to [${shape}]: examples stay apart here, so that the shape behind the batch has to hold as many numbers.`,
    );
  }
  const producer = g.producer(x);
  if (producer?.op === 'reshape') return reshape(g, producer.inputs[0]!, shape);
  return g.add({ op: 'reshape', inputs: [x], outputs: [g.value(shape, g.type(x))], layer: g.layer });
}

/**
 * The axes `axes` as one, behind the others, and how to bring a value of that shape back: [2, 3, 4] with axes 0 and 2
 * becomes [3, 8].
 */
export function axesJoinedLast(
  g: GraphBuilder,
  x: number,
  axes: readonly number[],
): { readonly value: number; readonly back: (y: number) => number } {
  const shape = g.shape(x);
  const others = [...shape.keys()].filter((axis) => !axes.includes(axis));
  const perm = [...others, ...axes];
  const moved = perm.map((axis) => shape[axis]!);
  const joined = [...others.map((axis) => shape[axis]!), elementCount(axes.map((axis) => shape[axis]!))];
  return {
    value: reshape(g, transpose(g, x, perm), joined),
    back: (y) => transpose(g, reshape(g, y, moved), invert(perm)),
  };
}

/** Transposes of transposes become one, and none when they undo each other. */
export function transpose(g: GraphBuilder, x: number, perm: readonly number[]): number {
  const producer = g.producer(x);
  if (producer?.op === 'transpose') {
    const combined = perm.map((axis) => producer.perm[axis]!);
    const source = producer.inputs[0]!;
    if (isIdentity(combined)) return source;
    return addTranspose(g, source, combined);
  }
  return isIdentity(perm) ? x : addTranspose(g, x, perm);
}

function addTranspose(g: GraphBuilder, x: number, perm: readonly number[]): number {
  const shape = perm.map((axis) => g.shape(x)[axis]!);
  const outputs = [g.value(shape, g.type(x))];
  return g.add({ op: 'transpose', inputs: [x], outputs, layer: g.layer, perm: [...perm] });
}

function isIdentity(perm: readonly number[]): boolean {
  return perm.every((from, to) => from === to);
}

export function pad(g: GraphBuilder, x: number, padding: Padding, fill = 0): number {
  if (padding.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = g.shape(x).map((size, axis) => size + padding[axis]![0] + padding[axis]![1]);
  const outputs = [g.value(shape, g.type(x))];
  return g.add({ op: 'pad', inputs: [x], outputs, layer: g.layer, padding, fill });
}

/** `size` elements from `begin` along one axis, every `stride`-th; a negative stride walks backwards. */
export function sliceAxis(
  g: GraphBuilder,
  x: number,
  axis: number,
  begin: number,
  size: number,
  stride = 1,
): number {
  const shape = g.shape(x);
  if (begin === 0 && size === shape[axis] && stride === 1) return x;
  const whole = shape.map(() => 0);
  const outShape = shape.map((length, i) => (i === axis ? size : length));
  return g.add({
    op: 'slice',
    inputs: [x],
    outputs: [g.value(outShape, g.type(x))],
    layer: g.layer,
    begin: whole.map((_, i) => (i === axis ? begin : 0)),
    size: outShape,
    strides: whole.map((_, i) => (i === axis ? stride : 1)),
  });
}

export function concat(g: GraphBuilder, parts: readonly number[], axis: number): number {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const total = parts.reduce((sum, part) => sum + g.shape(part)[axis]!, 0);
  const shape = g.shape(first).map((size, i) => (i === axis ? total : size));
  const outputs = [g.value(shape, g.type(first))];
  return g.add({ op: 'concat', inputs: [...parts], outputs, layer: g.layer, axis });
}

export function tile(g: GraphBuilder, x: number, repeats: readonly number[]): number {
  if (repeats.every((count) => count === 1)) return x;
  const shape = g.shape(x).map((size, axis) => size * repeats[axis]!);
  const outputs = [g.value(shape, g.type(x))];
  return g.add({ op: 'tile', inputs: [x], outputs, layer: g.layer, repeats: [...repeats] });
}

/** Runs `body` with `axis` moved to the end, and moves it back in the result. */
export function alongLast(g: GraphBuilder, x: number, axis: number, body: (moved: number) => number): number {
  const { to } = axisToLast(axis, g.shape(x).length);
  return transpose(g, body(transpose(g, x, to)), invert(to));
}
