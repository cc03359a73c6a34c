import type { Layout } from '../kernel.ts';
import type { Weights } from './product.ts';

/** The parameters of an integer multiply-accumulate node; `null` in profile f32, which has no `mult`. */
export function weightsOf(
  node: {
    readonly params: {
      readonly kernel: string;
      readonly bias?: string;
      readonly mult?: string;
      readonly shift?: string;
    };
  },
  layout: Layout,
): Weights | null {
  const { kernel, bias, mult, shift } = node.params;
  if (mult === undefined || shift === undefined) return null;
  return {
    kernel: layout.tensor(kernel),
    bias: bias === undefined ? undefined : layout.tensor(bias),
    mult: layout.tensor(mult),
    shift: layout.tensor(shift),
  };
}
