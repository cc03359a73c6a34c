import { ACTIVATION_TYPE, elementCount } from '../../src/graph/element-types.ts';
import type { Graph, InputPort, Node, Op, Profile, Shape, Tensor, Value } from '../../src/graph/graph.ts';
import { nodeField } from '../../src/graph/schema/nodes.ts';
import { indexPort, plainValue, realPort, textPort } from '../../src/workshop/build/plain.ts';
import { dataOf } from './vector-case.ts';

/** A parameter: zeros of this shape, in the type that the profile's kernels have, or a tensor as it is. */
export type Param = Shape | Tensor;

/** What a node reads: an activation of this shape, a mask, indices below `limit`, or a text of so many bytes. */
export type Input =
  | Shape
  | { readonly mask: Shape }
  | { readonly indices: Shape; readonly limit: number }
  | { readonly text: number };

export interface OneNode {
  readonly profile?: Profile;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Shape[];
  /** The node's own fields. */
  readonly node: Readonly<Record<string, unknown>> & { readonly op: Op };
  readonly params?: Readonly<Record<string, Param>>;
}

const isShape = (given: Input | Param): given is Shape => Array.isArray(given);

/**
 * A graph around one node, which is its last. Values: the node's inputs, its outputs, then what becomes masks. Masks have no
 * ports: an activation is compared with 0. A node that reads nothing gets an input that nobody reads.
 */
export function oneNode({ profile = 'f32', inputs, outputs, node, params }: OneNode): Graph {
  const values: Value[] = [];
  const ports: InputPort[] = [];
  const nodes: Node[] = [];
  const add = (shape: Shape, type: Value['type']): number => values.push(plainValue(shape, type)) - 1;
  const shapeOf = (input: Input): Shape =>
    isShape(input) ? input : 'mask' in input ? input.mask : 'text' in input ? [input.text] : input.indices;
  const typeOf = (input: Input): Value['type'] =>
    isShape(input) ? ACTIVATION_TYPE[profile] : 'indices' in input ? 'i32' : 'u8';
  const port = (value: number, limit = 0): void => {
    const name = `x${ports.length}`;
    ports.push(limit > 0 ? indexPort(name, value, limit) : realPort(name, value));
  };
  const read = inputs.map((input) => add(shapeOf(input), typeOf(input)));
  const types: { readonly [O in Op]?: Value['type'] } = {
    ...{ compare: 'u8', tokenize: 'i32', argmax: 'i32', detokenize: 'u8' },
  };
  const written = outputs.map((shape) => add(shape, types[node.op] ?? ACTIVATION_TYPE[profile]));
  const feed = (input: Input, value: number): void => {
    if (isShape(input)) port(value);
    else if ('indices' in input) port(value, input.limit);
    else if ('text' in input) ports.push(textPort(`x${ports.length}`, value));
    else {
      const source = add(input.mask, ACTIVATION_TYPE[profile]);
      port(source);
      const fields = { fn: 'ne', constant: 0, reduceLast: 'none' } as const;
      nodes.push({ op: 'compare', layer: 'mask', inputs: [source], outputs: [value], ...fields });
    }
  };
  inputs.forEach((input, index) => {
    feed(input, read[index]!);
  });
  if (ports.length === 0) port(add([1], ACTIVATION_TYPE[profile]));
  const names = params && { params: Object.fromEntries(Object.keys(params).map((role) => [role, role])) };
  nodes.push(nodeField.check({ layer: 'x', inputs: read, outputs: written, ...names, ...node }, 'node'));
  const tensors = Object.entries(params ?? {}).map(([role, given]): [string, Tensor] => [
    role,
    isShape(given)
      ? {
          shape: given,
          data: dataOf(profile === 'f32' ? 'f32' : 'i8', new Array(elementCount(given)).fill(0)),
        }
      : given,
  ]);
  return {
    profile,
    values,
    nodes,
    inputs: ports,
    outputs: written.map((value, index) => ({ name: `y${index}`, value })),
    tensors: new Map(tensors),
  };
}

/** A tensor of equal elements. */
export const filled = (type: Value['type'], shape: Shape, element: number): Tensor => ({
  shape,
  data: dataOf(type, new Array(elementCount(shape)).fill(element)),
});
