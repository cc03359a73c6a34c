import type { Graph, Node, Op, Shape } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { GraphWriter, indexPort, plainValue, realPort } from '@evm-ml/quantized-runtime/workshop';
import { createRandom } from '../../random.ts';

/** A float graph around one operator. */
export interface Specimen {
  readonly name: string;
  /** The operator that is measured; others only make its inputs. */
  readonly op: Op;
  readonly graph: Graph;
  /** What goes in, raw, where not any numbers do. */
  readonly example?: Uint8Array;
}

/** No fused clamp. */
export const LINEAR = { min: null, max: null } as const;

/** What a specimen is made of; `node` gets the indices of its values. */
interface Recipe {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly params?: Readonly<Record<string, Shape>>;
  /** Fan-in of the kernel: weights are scaled by its square root. */
  readonly fanIn?: number;
  /** Number of indices that input 0 may take, if it is one of indices. */
  readonly limit?: number;
  readonly node: (base: Base) => Node;
}

interface Base {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly layer: string;
}

/** A float graph of one operator, with random parameters. */
export function specimen({
  name,
  inputs,
  output,
  params = {},
  fanIn = 1,
  limit = 0,
  node,
}: Recipe): Specimen {
  const random = createRandom(11);
  const graph = new GraphWriter('f32');
  for (const [index, shape] of inputs.entries()) {
    const read = graph.addValue(plainValue(shape, limit > 0 ? 'i32' : 'f32'));
    graph.inputs.push(limit > 0 ? indexPort(`x${index}`, read, limit) : realPort(`x${index}`, read));
  }
  for (const [role, shape] of Object.entries(params)) {
    const data = Float32Array.from({ length: elementCount(shape) }, () => random.normal() / Math.sqrt(fanIn));
    graph.addTensor(role, { shape, data });
  }
  const written = graph.addValue(plainValue(output));
  const built = node({ inputs: inputs.map((_, i) => i), outputs: [written], layer: name });
  graph.add(built);
  return { name, op: built.op, graph: graph.toGraph([{ name: 'y', value: written }]) };
}
