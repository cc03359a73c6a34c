import type { Graph } from '@evm-ml/quantized-runtime';

/** Operators of one layer that follow each other. */
export interface LayerGroup {
  readonly name: string;
  /** Indices of `graph.nodes`. */
  readonly nodes: readonly number[];
  /** The value that leaves it. */
  readonly last: number;
}

/** The graph's nodes by the layers of Keras that they came from, in order. */
export function groupLayers({ nodes }: Graph): LayerGroup[] {
  const groups: { name: string; nodes: number[]; last: number }[] = [];
  nodes.forEach((node, index) => {
    const before = groups[groups.length - 1];
    const last = node.outputs[node.outputs.length - 1] ?? 0;
    if (before && before.name === node.layer) {
      before.nodes.push(index);
      before.last = last;
    } else groups.push({ name: node.layer, nodes: [index], last });
  });
  return groups;
}
