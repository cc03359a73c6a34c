import type { Node, Tensor, Value } from '../../src/graph/graph.ts';
import { realPort } from '../../src/workshop/build/plain.ts';
import type { KerasVariable, Network } from '../../src/workshop/origin/network.ts';

/** A float network: values that no node writes have ports, the last value is the output. */
export function floatNetwork(
  values: readonly Value[],
  nodes: readonly Node[],
  tensors: Readonly<Record<string, Tensor>> = {},
  variables: readonly KerasVariable[] = [],
): Network {
  const written = new Set(nodes.flatMap(({ outputs }) => outputs));
  const ports = [...values.keys()].filter((value) => !written.has(value));
  return {
    graph: {
      profile: 'f32',
      values,
      nodes,
      inputs: ports.map((value) => realPort(`x${value}`, value)),
      outputs: [{ name: 'y', value: values.length - 1 }],
      tensors: new Map(Object.entries(tensors)),
    },
    keras: { config: {}, variables },
  };
}
