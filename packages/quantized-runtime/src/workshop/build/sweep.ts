import type { Graph, Node } from '../../graph/graph.ts';
import { usedTensors } from './tensors.ts';

/**
 * `graph` without the nodes, values and tensors that no output needs; what stays keeps its order. Its ports stay, and
 * so do the tensors that `kept` names.
 */
export function sweep(graph: Graph, kept: readonly string[] = []): Graph {
  const nodes = neededNodes(graph);
  const used = new Set([
    ...[...graph.inputs, ...graph.outputs].map(({ value }) => value),
    ...nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
  ]);
  const values = [...used].sort((a, b) => a - b);
  const numbers = new Map(values.map((value, index) => [value, index]));
  const number = (value: number): number => numbers.get(value)!;
  const moved = <P extends { readonly value: number }>(port: P): P => ({
    ...port,
    value: number(port.value),
  });
  return {
    profile: graph.profile,
    values: values.map((value) => graph.values[value]!),
    nodes: nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(number),
      outputs: node.outputs.map(number),
    })),
    inputs: graph.inputs.map(moved),
    outputs: graph.outputs.map(moved),
    tensors: usedTensors(nodes, graph.tensors, kept),
  };
}

/** The nodes that some output depends on, in their order. */
function neededNodes({ nodes, outputs }: Graph): Node[] {
  const needed = new Set(outputs.map(({ value }) => value));
  const kept: Node[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((value) => needed.has(value))) continue;
    for (const value of node.inputs) needed.add(value);
    kept.push(node);
  }
  return kept.reverse();
}
