import type { Tensor } from '../../graph/graph.ts';
import type { Layout } from '../kernel.ts';

/** Parameters of a multiply-accumulate operator, as spec/operators.md O4 has them. */
export interface Weights {
  /** int8, the last axis is the output channel; row-major, so (K, N). */
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
  readonly mult: Tensor;
  readonly shift: Tensor;
}

/** A node that multiplies by a kernel and accumulates. */
export interface ProductNode {
  readonly params: {
    readonly kernel: string;
    readonly bias?: string;
    readonly mult?: string;
    readonly shift?: string;
  };
}

/** The parameters of an integer multiply-accumulate node; `null` in profile f32, which has no `mult`. */
export function weightsOf(node: ProductNode, layout: Layout): Weights | null {
  const { kernel, bias, mult, shift } = node.params;
  if (mult === undefined || shift === undefined) return null;
  return {
    kernel: layout.tensor(kernel),
    bias: bias === undefined ? undefined : layout.tensor(bias),
    mult: layout.tensor(mult),
    shift: layout.tensor(shift),
  };
}
