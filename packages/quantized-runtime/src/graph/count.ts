import { elementCount } from './element-types.ts';
import type { NodeBase } from './node.ts';
import type { Profile, Shape } from './values.ts';

/** Shapes of one node, without the batch. */
export interface Shapes {
  readonly profile: Profile;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  param(role: string): Shape;
}

/** Work of one example: multiply-accumulates; elements written or, for reductions and pools, read. */
export interface Count {
  readonly macs: number;
  readonly elements: number;
}

/** For operators that compute each element of their output on its own. */
export const countWritten = (_: NodeBase, { outputs: [output] }: Shapes): Count => ({
  macs: 0,
  elements: elementCount(output!),
});

/** For operators that go over their whole input. */
export const countRead = (_: NodeBase, { inputs: [input] }: Shapes): Count => ({
  macs: 0,
  elements: elementCount(input!),
});

/** For operators whose data is where it should be before a run begins. */
export const countNothing = (): Count => ({ macs: 0, elements: 0 });

/** Every element of the output sums over all axes of the kernel but the last ones, which are the output's channels. */
export const countKernel =
  (outputAxes: number) =>
  (_: NodeBase, { outputs: [output], param }: Shapes): Count => {
    const elements = elementCount(output!);
    return { macs: elements * elementCount(param('kernel').slice(0, -outputAxes)), elements };
  };
