import type { Effort } from './effort/effort.ts';
import type { Kind } from './effort/kinds.ts';
import type { Op } from './graph.ts';

/**
 * The work of one node for one example, counted from the graph alone (never measured). `macs`: multiply-accumulates;
 * `elements`: elements written or, for reductions and pools, read: what a reader asks, and what rule F10 bounds.
 * `kind` and `effort`: what gas is charged for.
 */
export interface Work {
  readonly layer: string;
  readonly op: Op;
  readonly kind: Kind;
  readonly effort: Effort;
  readonly macs: number;
  readonly elements: number;
}
