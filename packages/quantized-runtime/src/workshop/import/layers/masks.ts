import { elementCount } from '../../../graph/element-types.ts';
import type { Shape } from '../../../graph/graph.ts';
import type { GraphBuilder } from '../build/graph-builder.ts';
import { concat, reshape } from '../build/moving-ops.ts';
import { compare, constant, select, softmax } from '../build/ops.ts';
import { type Call, type Edge, type LayerContext, namedEdge } from '../context.ts';

/** Masks are u8 values: 1 keeps, 0 drops. `select` on masks alone makes the logical operations. */

/** Where both keep. */
export function allOf(g: GraphBuilder, masks: readonly number[]): number {
  return masks.reduce((a, b) => select(g, a, b, a));
}

/** Where any keeps. */
export function anyOf(g: GraphBuilder, masks: readonly number[]): number {
  return masks.reduce((a, b) => select(g, a, a, b));
}

/** A mask that keeps everything. */
export function keepAll(g: GraphBuilder, shape: Shape): number {
  const size = elementCount(shape);
  const one = constant(g, `${g.layer}/ones_${shape.join('x')}`, shape, new Float32Array(size).fill(1));
  return compare(g, one, 'gt', 0);
}

/**
 * The mask of a concatenation: along a masked axis the masks are joined, otherwise `join` says when a step
 * counts.
 */
export function concatMasks(
  g: GraphBuilder,
  edges: readonly Edge[],
  axis: number,
  join: (g: GraphBuilder, masks: readonly number[]) => number,
): number | null {
  const masked = edges.find(({ mask }) => mask !== null);
  if (masked === undefined || masked.mask === null) return null;
  const rank = g.shape(masked.mask).length;
  const masks = edges.map(({ value, mask }) => mask ?? keepAll(g, g.shape(value).slice(0, rank)));
  return axis < rank ? concat(g, masks, axis) : join(g, masks);
}

/** A mask [...S] with axes of size 1 added at the end until it has the rank of `x`. */
export function maskLike(g: GraphBuilder, mask: number, x: number): number {
  const shape = g.shape(mask);
  const missing = g.shape(x).length - shape.length;
  return reshape(g, mask, [...shape, ...new Array<number>(missing).fill(1)]);
}

/** A mask that a network computes: truth values arrive as numbers. */
export function toMask(g: GraphBuilder, x: number): number {
  return g.type(x) === 'u8' ? x : compare(g, x, 'ne', 0);
}

/** A mask that is passed by name; undefined when it is not. */
export function namedMask(g: GraphBuilder, call: Call, name: string): number | undefined {
  const edge = namedEdge(call, name);
  return edge && toMask(g, edge.value);
}

/**
 * What the Softmax layer makes of a mask that broadcasts to x. Where nothing is left of an axis, it gives 0 since Keras 3.10, and
 * before that counted all alike, as the runtime's softmax does.
 */
export function maskedSoftmax(layer: LayerContext, x: number, axis: number, mask: number): number {
  const g = layer.graph;
  const weights = softmax(g, x, axis, false, mask);
  const { dialect, minor } = layer.run.release;
  if (dialect === 'keras2' || minor < 10) return weights;
  return select(g, mask, weights, constant(g, `${layer.label}/none`, [1], Float32Array.of(0)));
}
