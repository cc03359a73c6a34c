import type { Graph } from '../../graph/graph.ts';

/**
 * The graph without a sigmoid or softmax at its end. Both keep the order of what they are given, and where they are
 * nearly 0 or 1 no gradient comes through.
 */
export function logitsOf(graph: Graph): Graph {
  const outputs = graph.outputs.map((port) => {
    const last = graph.nodes.find(({ outputs: written }) => written.includes(port.value));
    const isSquashing =
      (last?.op === 'softmax' && last.inputs.length === 1) || (last?.op === 'unary' && last.fn === 'sigmoid');
    return isSquashing ? { ...port, value: last.inputs[0]! } : port;
  });
  return { ...graph, outputs };
}
