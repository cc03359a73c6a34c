import { countKernel } from '../count.ts';
import { productEffort, tilesOf } from '../effort/product.ts';
import { elementCount, showShape } from '../element-types.ts';
import { channelBytes, needs } from '../memory/needs.ts';
import { kernelBytes, packedProduct } from '../memory/product.ts';
import type { Clamp, NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { kernelBounds } from '../rules/kernel.ts';
import { clamp, requant, roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** x [..., K] · kernel [K, N] + bias [N] -> [..., N]. */
export interface DenseNode extends NodeBase, Clamp {
  readonly op: 'dense';
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

export const dense = {
  fields: { ...clamp, params: roles(['kernel'], ['bias', ...requant]) },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input], param }) {
    const kernel = param('kernel');
    if (input!.length < 1 || kernel.length !== 2 || kernel[0] !== input!.at(-1)) {
      badShape(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input!)}`);
    }
    return [[...input!.slice(0, -1), kernel[1]!]];
  },
  bounds: (node, context) => kernelBounds(node, context, context.ranges[0]!),
  count: countKernel(1),
  effort(_, { inputs: [input], param }) {
    const [length, channels] = param('kernel') as readonly [number, number];
    const rows = elementCount(input!) / length;
    return productEffort(rows, tilesOf(rows), 1, length, channels, elementCount(input!));
  },
  memory(_, context) {
    const { inputs, param, capacity, inputBytes } = context;
    const kernel = param('kernel');
    const [length, channels] = kernel as readonly [number, number];
    // int8 is widened, all of a batch at once.
    const widened = inputBytes === 1 ? capacity * elementCount(inputs[0]!) * 2 + 16 : 0;
    const packed = packedProduct(context.tensor('kernel'), { segments: 1, length, channels }, context);
    return needs(channelBytes(channels, context), widened, [packed], kernelBytes(kernel, context));
  },
  kinds: { integer: 'dense', f32: 'dense' },
} as const satisfies Operator<DenseNode>;
