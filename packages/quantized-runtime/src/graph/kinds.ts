import type { Node, Op } from './graph.ts';
import type { NodeBase } from './node.ts';
import type { Kinds } from './operator.ts';
import { OPERATORS, operatorOf } from './operators.ts';
import { refuse } from './refuse.ts';
import type { Profile } from './values.ts';

type Arithmetic<P extends Profile> = P extends 'f32' ? 'f32' : 'integer';

type KindsIn<K> = K extends string ? K : Exclude<K[keyof K], null>;

/**
 * What has a price of its own in a profile: an operator, or one of its functions where they take different times. The
 * operators' records name them.
 */
export type KindOf<P extends Profile> = KindsIn<(typeof OPERATORS)[Op]['kinds'][Arithmetic<P>]>;

export type Kind = KindOf<Profile>;

/** Kinds of an operator, whichever it is. */
type NamedKinds = Kinds<NodeBase & { readonly fn: string }>;

const arithmeticOf = (profile: Profile): Arithmetic<Profile> => (profile === 'f32' ? 'f32' : 'integer');

/** Kind of a node; refuses a node that no graph of the profile can hold. */
export function kindOf<P extends Profile>(node: Node, profile: P): KindOf<P> {
  const kinds: NamedKinds = operatorOf(node).kinds[arithmeticOf(profile)];
  const kind = typeof kinds === 'object' && kinds !== null && 'fn' in node ? kinds[node.fn] : kinds;
  if (typeof kind !== 'string')
    refuse('BadGraph', `Node "${node.layer}": profile ${profile} has no ${node.op}.`);
  // The records of operators say which kinds a profile has, in the same place that the type is made of.
  return kind as KindOf<P>;
}

function kindsOf<P extends Profile>(profile: P): readonly KindOf<P>[] {
  const all = Object.values(OPERATORS).flatMap(({ kinds }) => {
    const own: NamedKinds = kinds[arithmeticOf(profile)];
    return typeof own === 'object' && own !== null ? Object.values(own) : [own];
  });
  return [...new Set(all)].filter((kind) => kind !== null) as KindOf<P>[];
}

/** Every kind that a graph of the profile can hold. */
export const KINDS: { readonly [P in Profile]: readonly KindOf<P>[] } = {
  a16: kindsOf('a16'),
  a8: kindsOf('a8'),
  f32: kindsOf('f32'),
};
