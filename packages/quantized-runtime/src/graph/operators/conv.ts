import { countKernel } from '../count.ts';
import { productEffort, repeated, tilesOf } from '../effort/product.ts';
import { channelwiseEffort, volume, windowOf } from '../effort/window.ts';
import { showShape } from '../element-types.ts';
import { channelBytes, needs } from '../memory/needs.ts';
import { kernelBytes, packedProduct } from '../memory/product.ts';
import { borderedBytes, channelwiseNeeds, isChannelwise, segmentsOf } from '../memory/window.ts';
import type { Clamp, NodeBase, Padding, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { kernelBounds, paddedInput } from '../rules/kernel.ts';
import { clamp, padding, requant, roles, size, sizes } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';
import { expectKernelRank, slide } from '../shapes/window.ts';

/** x [...S, C], kernel [...k, C / groups, N], bias [N] -> [...S', N]. */
export interface ConvNode extends NodeBase, Clamp {
  readonly op: 'conv';
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
  readonly groups: number;
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

export const conv = {
  fields: {
    ...clamp,
    strides: sizes,
    dilations: sizes,
    padding,
    groups: size,
    params: roles(['kernel'], ['bias', ...requant]),
  },
  inputs: [1, 1],
  outputs: 1,
  border: (node) => node.padding,
  shapes(node, { inputs: [input], param }) {
    const kernel = param('kernel');
    expectKernelRank(node, kernel, input!);
    const channels = kernel.at(-1)!;
    if (kernel.at(-2)! * node.groups !== input!.at(-1) || channels % node.groups !== 0) {
      badShape(
        node,
        `the kernel ${showShape(kernel)} in ${node.groups} groups does not fit ${showShape(input!)}`,
      );
    }
    return [[...slide(node, input!, kernel, node.dilations), channels]];
  },
  bounds: (node, context) => kernelBounds(node, context, paddedInput(context, node.padding)),
  count: countKernel(1),
  effort(node, { inputs: [input], outputs: [output], param }) {
    const taps = param('kernel').slice(0, -2);
    const { groups } = node;
    const [channels, filters] = [input!.at(-1)!, output!.at(-1)!];
    if (groups > 1 && groups === channels && groups === filters)
      return channelwiseEffort(node, taps, input!, output!);
    const window = windowOf(node, taps, input!, output!);
    const [depth, height, width] = window.kernel;
    // A row of the window is one run where its taps touch each other.
    const joined = groups === 1 && (node.dilations.at(-1) === 1 || width === 1);
    const segments = depth * height * (joined ? 1 : width);
    const length = joined ? width * channels : channels / groups;
    const cells = volume(window.output);
    const one = productEffort(cells, tilesOf(cells), segments, length, filters / groups, 0);
    return repeated(one, groups, volume(window.padded) * channels);
  },
  memory(node, context) {
    const kernel = context.param('kernel');
    const columns = kernel.at(-1)!;
    if (isChannelwise(node, context)) return channelwiseNeeds(node, 1, context);
    const { segments, length } = segmentsOf(node, kernel);
    const form = { segments, length, channels: columns / node.groups, groups: node.groups };
    const ofGroup = 112 + channelBytes(form.channels, context);
    const bordered = borderedBytes(node, kernel.slice(0, -2), context);
    const packed = packedProduct(context.tensor('kernel'), form, context);
    return needs(segments * 4 + node.groups * ofGroup, bordered, [packed], kernelBytes(kernel, context));
  },
  kinds: { integer: 'conv', f32: 'conv' },
} as const satisfies Operator<ConvNode>;
