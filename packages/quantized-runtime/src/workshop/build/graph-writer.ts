import type { Graph, Node, OutputPort, Profile } from '../../graph/graph.ts';
import { GraphParts } from './graph-parts.ts';

/** Writes a graph from its inputs on, node after node. */
export class GraphWriter extends GraphParts {
  readonly nodes: Node[] = [];

  constructor(readonly profile: Profile) {
    super();
  }

  /** Adds a node and hands back its first output. */
  add(node: Node): number {
    this.nodes.push(node);
    return node.outputs[0]!;
  }

  /** The graph as it is now. */
  toGraph(outputs: readonly OutputPort[]): Graph {
    const { profile, values, nodes, inputs, tensors } = this;
    return { profile, values, nodes, inputs, outputs, tensors };
  }
}
