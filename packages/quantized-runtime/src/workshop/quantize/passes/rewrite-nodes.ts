import type { ElementType, Network, Node, Shape, Tensor, Value } from '../../../graph/graph.ts';

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
  const values: Value[] = [...graph.values];
  const tensors = new Map<string, Tensor>(graph.tensors);
  const add: Additions = {
    value: (shape, type = 'f32') => values.push({ shape, type, scale: 1, zero: 0 }) - 1,
    number(x) {
      const name = `numbers/${tensors.size}`;
      tensors.set(name, { shape: [1], data: Float32Array.of(x) });
      return name;
    },
  };
  const shapeOf = (value: number): Shape => values[value]!.shape;
  const nodes = graph.nodes.flatMap((node) => rewrite(node, shapeOf, add) ?? [node]);
  return { ...network, graph: { ...graph, values, nodes, tensors } };
}
