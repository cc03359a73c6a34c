import type { Bounds } from './bounds.ts';
import type { Decider } from './decision.ts';

/** A sample under attack. */
export interface Target {
  /** Its place among the samples. */
  readonly index: number;
  readonly sample: Float64Array;
  /** The class that an attack turns it away from. */
  readonly kept: number;
}

/** What an attack on one sample gave. */
export interface Attempt {
  /** An example within the bounds that the integers decide otherwise; null where none was found. */
  readonly fooling: Float64Array | null;
  /** Questions to the integer model. */
  readonly queries: number;
}

/** What every attack is given. */
export interface Arena {
  readonly decider: Decider;
  readonly bounds: Bounds;
  readonly seed: number;
  readonly onProgress?: (done: number, total: number) => void;
}
