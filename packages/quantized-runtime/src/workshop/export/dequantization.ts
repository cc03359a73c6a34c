import type { Graph, Node, Tensor } from '../../graph/graph.ts';

/** One parameter of one node of an integer graph. */
export interface Dequantization {
  readonly graph: Graph;
  readonly node: Node;
  readonly tensor: Tensor;
  /** Another parameter of the same node. */
  readonly param: (role: string) => Tensor | undefined;
}
