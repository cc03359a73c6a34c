import type { Graph, Node, Op, Shape, Tensor, Value } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { createRandom } from '../../random.ts';

/** A float graph around one operator. */
export interface Specimen {
  readonly name: string;
  /** The operator that is measured; others only make its inputs. */
  readonly op: Op;
  readonly graph: Graph;
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

export const value = (shape: Shape, type: Value['type'] = 'f32'): Value => ({
  shape,
  type,
  scale: 1,
  zero: 0,
});

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
  const tensors = new Map<string, Tensor>();
  for (const [role, shape] of Object.entries(params)) {
    const data = Float32Array.from({ length: elementCount(shape) }, () => random.normal() / Math.sqrt(fanIn));
    tensors.set(role, { shape, data });
  }
  const built = node({ inputs: inputs.map((_, i) => i), outputs: [inputs.length], layer: name });
  const graph: Graph = {
    profile: 'f32',
    values: [...inputs.map((shape) => value(shape, limit > 0 ? 'i32' : 'f32')), value(output)],
    nodes: [built],
    inputs: inputs.map((_, i) => ({
      name: `x${i}`,
      value: i,
      kind: limit > 0 ? ('index' as const) : ('real' as const),
      scale: [1],
      offset: [0],
      limit,
    })),
    outputs: [{ name: 'y', value: inputs.length }],
    tensors,
  };
  return { name, op: built.op, graph };
}
