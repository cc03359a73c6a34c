import type { Count, Shapes } from './count.ts';
import type { Effort } from './effort/effort.ts';
import type { Graph, Op } from './graph.ts';
import { type KindOf, kindOf } from './kinds.ts';
import { operatorOf } from './operators.ts';
import { paramsOf } from './params-of.ts';
import { profileOfNode } from './profile-of-node.ts';
import type { Profile, Shape } from './values.ts';

/**
 * The work of one node for one example, counted from the graph alone (never measured). Its multiply-accumulates and
 * elements are what a reader asks and what rule F10 bounds; `kind` and `effort` are what gas is charged for.
 */
export type Work = { readonly [P in Profile]: WorkOf<P> }[Profile];

/** Work of a node that computes in this profile. */
export interface WorkOf<P extends Profile> extends Count {
  readonly layer: string;
  readonly op: Op;
  readonly profile: P;
  readonly kind: KindOf<P>;
  readonly effort: Effort;
}

/** The work of each node for one example, from shapes alone. */
export function countWork(graph: Graph): Work[] {
  const { values, nodes, tensors } = graph;
  const shapeOf = (value: number): Shape => values[value]!.shape;
  return nodes.map((node) => {
    const params = paramsOf(node);
    const profile = profileOfNode(graph, node);
    const shapes: Shapes = {
      profile,
      inputs: node.inputs.map(shapeOf),
      outputs: node.outputs.map(shapeOf),
      param: (role) => tensors.get(params[role]!)!.shape,
    };
    const operator = operatorOf(node);
    const { layer, op } = node;
    const { macs, elements } = operator.count(node, shapes);
    const effort = operator.effort(node, shapes);
    // The kind is one of this profile's.
    return { layer, op, profile, kind: kindOf(node, profile), macs, elements, effort } as Work;
  });
}
