import type { Graph } from '../../graph/graph.ts';

/**
 * For each output, the value by which noise is told: the output itself, or, where tokens or a text leave, the real
 * numbers that they were chosen by.
 */
export function judgedValues({ values, nodes, outputs }: Graph): number[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((value) => [value, node] as const)));
  return outputs.map((port) => {
    let { value } = port;
    while (values[value]!.type !== 'f32') {
      const before = producers.get(value)?.inputs[0];
      if (before === undefined) return port.value;
      value = before;
    }
    return value;
  });
}
