import type { Count, Shapes } from './count.ts';
import type { Effort } from './effort/effort.ts';
import type { Graph, Op } from './graph.ts';
import { type KindOf, kindOf } from './kinds.ts';
import { findLoops, type Loop } from './loops.ts';
import { operatorOf } from './operators.ts';
import { paramsOf } from './params-of.ts';
import { profileOfNode } from './profile-of-node.ts';
import type { Profile, Shape } from './values.ts';

/**
 * The work of one node at a time, and how many times it runs for one example; counted from the graph alone (never
 * measured). Its multiply-accumulates and elements are what a reader asks and what rule F10 bounds; `kind` and `effort`
 * are what gas is charged for.
 */
export type Work = { readonly [P in Profile]: WorkOf<P> }[Profile];

/** Work of a node that computes in this profile. */
export interface WorkOf<P extends Profile> extends Count {
  readonly layer: string;
  readonly op: Op;
  readonly profile: P;
  readonly kind: KindOf<P>;
  readonly effort: Effort;
  /** The loop that the node runs in, by its number; null for what runs once. */
  readonly loop: number | null;
  /** How many times it runs for one example: the most steps of its loop, or once. */
  readonly times: number;
}

/** The loop that each node is a part of: what is between head and end, and the end. */
function loopsOfNodes({ nodes }: Graph, loops: readonly Loop[]): readonly (number | null)[] {
  const places = new Array<number | null>(nodes.length).fill(null);
  loops.forEach(({ head, end }, loop) => {
    places.fill(loop, head + 1, end + 1);
  });
  return places;
}

/** The work of each node for one example, from shapes alone. */
export function countWork(graph: Graph, loops: readonly Loop[] = findLoops(graph)): Work[] {
  const { values, nodes, tensors } = graph;
  const shapeOf = (value: number): Shape => values[value]!.shape;
  const loopOf = loopsOfNodes(graph, loops);
  return nodes.map((node, index) => {
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
    const loop = loopOf[index]!;
    const times = loop === null ? 1 : loops[loop]!.repeat.steps;
    // The kind is one of this profile's.
    return { layer, op, profile, kind: kindOf(node, profile), macs, elements, effort, loop, times } as Work;
  });
}
