import type { Graph, InputPort, Op } from '@evm-ml/quantized-runtime';
import { indexPort, realPort, sweep, textPort } from '@evm-ml/quantized-runtime/workshop';

/** Where a value enters a graph as it is. */
function portOf(graph: Graph, value: number): InputPort {
  const { type, scale } = graph.values[value]!;
  const name = `x${value}`;
  if (type === 'u8') return textPort(name, value);
  if (type !== 'i32') return { ...realPort(name, value), scale: [type === 'f32' ? 1 : scale] };
  return indexPort(name, value, graph.inputs.find((port) => port.value === value)?.limit ?? 1);
}

/**
 * The graph around the one node of operator `op` and, because masks cannot enter from outside, around what makes its
 * masks: quantizing adds changes of scale whose time is not the operator's.
 */
export function singleOut(graph: Graph, op: Op): Graph {
  // A relu in integers is a change of scale with a clamp: then that is what is measured.
  const wanted = graph.nodes.findLast((node) => node.op === op) ?? graph.nodes.at(-1)!;
  const nodes = [wanted];
  const outside = new Set<number>();
  for (const node of nodes) {
    for (const value of node.inputs) {
      const maker = graph.nodes.find(({ outputs }) => outputs.includes(value));
      if (graph.values[value]!.type === 'u8' && maker !== undefined) nodes.push(maker);
      else outside.add(value);
    }
  }
  nodes.reverse();
  return sweep({
    ...graph,
    nodes,
    inputs: [...outside].map((value) => portOf(graph, value)),
    // What goes in also comes out, so that no step writes over it and every run finds the same. A text cannot.
    outputs: [...wanted.outputs, ...[...outside].filter((value) => graph.values[value]!.type !== 'u8')].map(
      (value) => ({ name: `y${value}`, value }),
    ),
  });
}
