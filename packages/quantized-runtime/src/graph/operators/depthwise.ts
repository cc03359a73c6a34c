import { countKernel } from '../count.ts';
import { channelwiseEffort } from '../effort/window.ts';
import { showShape } from '../element-types.ts';
import { channelwiseNeeds } from '../memory/window.ts';
import type { Clamp, NodeBase, Padding, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { kernelBounds, paddedInput } from '../rules/kernel.ts';
import { clamp, padding, requant, roles, sizes } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';
import { expectKernelRank, slide } from '../shapes/window.ts';

/** x [...S, C], kernel [...k, C, D], bias [C * D] -> [...S', C * D]; output channel c * D + d. */
export interface DepthwiseNode extends NodeBase, Clamp {
  readonly op: 'depthwise';
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

export const depthwise = {
  fields: {
    ...clamp,
    strides: sizes,
    dilations: sizes,
    padding,
    params: roles(['kernel'], ['bias', ...requant]),
  },
  inputs: [1, 1],
  outputs: 1,
  border: (node) => node.padding,
  shapes(node, { inputs: [input], param }) {
    const kernel = param('kernel');
    expectKernelRank(node, kernel, input!);
    if (kernel.at(-2) !== input!.at(-1)) {
      badShape(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input!)}`);
    }
    return [[...slide(node, input!, kernel, node.dilations), kernel.at(-2)! * kernel.at(-1)!]];
  },
  bounds: (node, context) => kernelBounds(node, context, paddedInput(context, node.padding)),
  // Both last axes of the kernel are the output's channels: each sums over the window alone.
  count: countKernel(2),
  effort: (node, { inputs: [input], outputs: [output], param }) =>
    channelwiseEffort(node, param('kernel').slice(0, -2), input!, output!),
  memory: (node, context) => channelwiseNeeds(node, context.param('kernel').at(-1)!, context),
  kinds: { integer: 'depthwise', f32: 'depthwise' },
} as const satisfies Operator<DepthwiseNode>;
