import type { Node, Profile, Shape } from '../graph.ts';

/**
 * What a price multiplies, counted from shapes alone: the loops that a vector machine runs, not the mathematics.
 * Numbers side by side are rounded up to whole vectors, because a vector that is not full takes as long as one that is.
 */
export interface Effort {
  /** Multiply-accumulates, or visits of an element in a window. */
  readonly products: number;
  /** Elements written; what is done once for each of them (requantization, a function) is theirs. */
  readonly writes: number;
  /** Elements read, copied or widened before the main loop, weights fetched included. */
  readonly reads: number;
  /** Inner loops begun. */
  readonly runs: number;
}

/** Shapes of one node, without the batch. */
export interface Shapes {
  readonly profile: Profile;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  param(name: string): Shape;
}

export type Measure<N extends Node> = (node: N, shapes: Shapes) => Effort;

export const NO_EFFORT: Effort = { products: 0, writes: 0, reads: 0, runs: 0 };

/** Rounded up to a multiple of the lanes that one vector step fills. */
export const lanes = (count: number, width = 8): number => Math.ceil(count / width) * width;

/** Elements of the last axis rounded up to whole vectors, times the rows. */
export function vectorElements(shape: Shape): number {
  let rows = 1;
  for (let axis = 0; axis < shape.length - 1; axis++) rows *= shape[axis]!;
  return rows * lanes(shape.at(-1) ?? 1);
}
