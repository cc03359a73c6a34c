import type { Shapes } from '../count.ts';
import { elementCount } from '../element-types.ts';
import type { NodeBase } from '../node.ts';
import type { Shape } from '../values.ts';

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

export const NO_EFFORT: Effort = { products: 0, writes: 0, reads: 0, runs: 0 };

/** Rounded up to a multiple of the lanes that one vector step fills. */
export const lanes = (count: number, width = 8): number => Math.ceil(count / width) * width;

/** For operators whose data is where it should be before a run begins. */
export const noEffort = (): Effort => NO_EFFORT;

/** For operators on rows of the last axis, each with its own sum. */
export const rowEffort = (_: NodeBase, { inputs: [input] }: Shapes): Effort => ({
  ...NO_EFFORT,
  writes: elementCount(input!),
  runs: rowsOf(input!),
});

/** Rows of the last axis. */
export const rowsOf = (shape: Shape): number => elementCount(shape) / (shape.at(-1) ?? 1);
