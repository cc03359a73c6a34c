import type { Graph, InputPort, Op } from '@evm-ml/quantized-runtime';

/** Where a value enters a graph as it is. */
function portOf(graph: Graph, value: number): InputPort {
  const { type, scale } = graph.values[value]!;
  const given = graph.inputs.find((port) => port.value === value);
  const isIndex = type === 'i32';
  return {
    name: `x${value}`,
    value,
    kind: isIndex ? 'index' : 'real',
    scale: [isIndex || type === 'f32' ? 1 : scale],
    offset: [0],
    limit: isIndex ? (given?.limit ?? 1) : 0,
  };
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
  const used = [...new Set(nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]))];
  const place = new Map(used.map((value, index) => [value, index]));
  const moved = (values: readonly number[]) => values.map((value) => place.get(value)!);
  const names = new Set(nodes.flatMap((node) => ('params' in node ? Object.values(node.params) : [])));
  return {
    profile: graph.profile,
    values: used.map((value) => graph.values[value]!),
    nodes: nodes.map((node) => ({ ...node, inputs: moved(node.inputs), outputs: moved(node.outputs) })),
    inputs: [...outside].map((value) => ({ ...portOf(graph, value), value: place.get(value)! })),
    // What goes in also comes out, so that no step writes over it and every run finds the same.
    outputs: [...wanted.outputs, ...outside].map((value) => ({
      name: `y${value}`,
      value: place.get(value)!,
    })),
    tensors: new Map([...graph.tensors].filter(([name]) => names.has(name))),
  };
}
