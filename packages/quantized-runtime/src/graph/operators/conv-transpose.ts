import { lanes, rowsOf } from '../effort/effort.ts';
import { elementCount, showShape } from '../element-types.ts';
import { transposedNeeds } from '../memory/transposed.ts';
import type { Clamp, NodeBase, Padding, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { centred, withZero } from '../rules/interval.ts';
import { kernelBounds } from '../rules/kernel.ts';
import { clamp, cropping, requant, roles, sizes } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';
import { expectKernelRank } from '../shapes/window.ts';

/** x [...S, C], kernel [...k, C, N], bias [N]; output of size `(S-1)*stride + (k-1)*dilation + 1 - crop`. */
export interface ConvTransposeNode extends NodeBase, Clamp {
  readonly op: 'convTranspose';
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Cells cropped from (positive) or zero-cells added to (negative) each end of the full output. */
  readonly padding: Padding;
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

export const convTranspose = {
  fields: {
    ...clamp,
    strides: sizes,
    dilations: sizes,
    padding: cropping,
    params: roles(['kernel'], ['bias', ...requant]),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input], param }) {
    const kernel = param('kernel');
    expectKernelRank(node, kernel, input!);
    const rank = input!.length - 1;
    if (rank < 1 || rank > 3 || kernel.at(-2) !== input!.at(-1)) {
      badShape(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input!)}`);
    }
    for (const list of [node.strides, node.dilations, node.padding]) {
      if (list.length !== rank) badShape(node, `strides, dilations and padding need ${rank} axes`);
    }
    const cells = node.strides.map((stride, axis) => {
      const full = (input![axis]! - 1) * stride + (kernel[axis]! - 1) * node.dilations[axis]! + 1;
      const [before, after] = node.padding[axis]!;
      if (full - before - after < 1 || before > full || after > full)
        badShape(node, 'nothing is left after the crop');
      return full - before - after;
    });
    return [[...cells, kernel.at(-1)!]];
  },
  bounds: (node, context) =>
    kernelBounds(node, context, withZero(centred(context.ranges[0]!, context.inputs[0]!))),
  // Every cell of the input meets all of the kernel, where the output is cropped as well.
  count: (_, { inputs: [input], outputs: [output], param }) => ({
    macs: rowsOf(input!) * elementCount(param('kernel')),
    elements: elementCount(output!),
  }),
  effort(_, { inputs: [input], outputs: [output], param }) {
    const kernel = param('kernel');
    const cells = rowsOf(input!);
    const taps = elementCount(kernel.slice(0, -2));
    const columns = lanes(output!.at(-1)!);
    return {
      products: cells * taps * lanes(input!.at(-1)!, 2) * columns,
      writes: rowsOf(output!) * columns,
      reads: elementCount(input!) + elementCount(kernel),
      runs: cells * taps,
    };
  },
  memory: transposedNeeds,
  kinds: { integer: 'convTranspose', f32: 'convTranspose' },
} as const satisfies Operator<ConvTransposeNode>;
