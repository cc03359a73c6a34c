import type { Count } from './count.ts';
import type { Effort } from './effort/effort.ts';
import type { Op } from './graph.ts';
import type { KindOf } from './kinds.ts';
import type { Profile } from './values.ts';

/**
 * The work of one node for one example, counted from the graph alone (never measured). Its multiply-accumulates and
 * elements are what a reader asks and what rule F10 bounds; `kind` and `effort` are what gas is charged for.
 */
export type Work = { readonly [P in Profile]: WorkOf<P> }[Profile];

/** Work of a node in a graph of this profile. */
export interface WorkOf<P extends Profile> extends Count {
  readonly layer: string;
  readonly op: Op;
  readonly profile: P;
  readonly kind: KindOf<P>;
  readonly effort: Effort;
}
