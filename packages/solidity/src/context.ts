import type { Graph, Node, Tensor, Value } from '@evm-ml/quantized-runtime';
import type { Parameters } from './parameters.ts';
import { SolidityError } from './solidity-error.ts';

/** A Yul function. */
export interface Helper {
  readonly source: string;
  /**
   * For functions with many variables: how many parameters they have. They get a second call, which never happens:
   * solc inlines what is called once, and then runs out of the 16 reachable stack slots.
   */
  readonly parameters: number | undefined;
}

/** What the emitter of one node works with. */
export interface Emission {
  readonly graph: Graph;
  /** Memory address of a value. */
  at(value: number): number;
  /** Memory address of the node's temporary room. */
  readonly temporary: number;
  readonly params: Parameters;
  /** Words for sums of lanes, see emit/lanes.ts. */
  readonly scratch: number;
  /** Adds a Yul function to the contract, once for each name. `parameters`: see Helper. */
  helper(name: string, source: string, parameters?: number): void;
}

/** Writes one node as Yul statements. */
export type Emit<N extends Node> = (node: N, context: Emission) => string;

export function tensorOf(graph: Graph, name: string): Tensor {
  const tensor = graph.tensors.get(name);
  if (!tensor) throw new SolidityError(`The network lacks the tensor "${name}"; validate it first.`);
  return tensor;
}

export function operandOf(graph: Graph, index: number): Value {
  return graph.values[index]!;
}

interface RequantParams {
  readonly mult?: string;
  readonly shift?: string;
}

/** Rule N3's multiplier and shift, `mult * 256 + shift`, one for each channel or one for all. */
export function requantsOf(graph: Graph, { mult, shift }: RequantParams): number[] {
  const shifts = tensorOf(graph, shift!).data;
  return Array.from(tensorOf(graph, mult!).data, (multiplier, i) => multiplier * 256 + shifts[i]!);
}

const RANGES = {
  i16: [-32767, 32767],
  i8: [-128, 127],
  u8: [0, 255],
  i32: [-(2 ** 31), 2 ** 31 - 1],
} as const;

/** Rule O2: an output's zero point and the bounds that its type and the node's clamp leave. */
export function outOf(
  value: Value,
  clamp: { readonly min: number | null; readonly max: number | null } = { min: null, max: null },
): { readonly zero: number; readonly low: number; readonly high: number } {
  if (value.type === 'f32') throw new SolidityError('Solidity has no floats; quantize to a16 or a8.');
  const [low, high] = RANGES[value.type];
  return { zero: value.zero, low: clamp.min ?? low, high: clamp.max ?? high };
}
