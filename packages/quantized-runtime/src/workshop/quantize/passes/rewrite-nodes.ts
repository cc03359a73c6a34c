import type { ElementType, Node, Shape } from '../../../graph/graph.ts';
import { GraphParts } from '../../build/graph-parts.ts';
import { plainValue } from '../../build/plain.ts';
import type { Network } from '../../origin/network.ts';

/** What a rewriting may add to the graph. */
export interface Additions {
  /** A new value. */
  value(shape: Shape, type?: ElementType): number;
  /** A new tensor that holds one number; hands back its name. */
  number(x: number): string;
}

/** Replaces each node by what `rewrite` gives for it; nodes for which it gives nothing stay. */
export function rewriteNodes(
  network: Network,
  rewrite: (node: Node, shapeOf: (value: number) => Shape, add: Additions) => readonly Node[] | undefined,
): Network {
  const { graph } = network;
  const parts = new GraphParts(graph);
  const add: Additions = {
    value: (shape, type) => parts.addValue(plainValue(shape, type)),
    number: (x) => parts.addTensor(`numbers/${parts.tensors.size}`, { shape: [1], data: Float32Array.of(x) }),
  };
  const nodes = graph.nodes.flatMap((node) => rewrite(node, (value) => parts.shape(value), add) ?? [node]);
  const { values, tensors } = parts;
  return { ...network, graph: { ...graph, values, nodes, tensors } };
}
