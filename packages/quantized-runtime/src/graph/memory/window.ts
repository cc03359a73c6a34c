import { lanes } from '../effort/effort.ts';
import { volume, windowOf } from '../effort/window.ts';
import { elementCount } from '../element-types.ts';
import type { Padding } from '../node.ts';
import type { MemoryContext, Needs } from './needs.ts';
import { channelBytes, needs } from './needs.ts';
import { kernelBytes, packedChannelwise } from './product.ts';

interface Sliding {
  readonly padding: Padding;
}

/** Whether the input of a window is copied before it is read: to give it its border, and int8 to make it int16. */
const isCopied = ({ padding }: Sliding, bytes: number): boolean =>
  bytes === 1 || padding.some((sides) => sides.some((cells) => cells > 0));

/** Bytes of the copy of one example, its channels rounded up to `block`. */
export function borderedBytes(
  node: Sliding,
  kernel: readonly number[],
  context: MemoryContext,
  block = 1,
): number {
  const { inputs, outputs, inputBytes } = context;
  if (!isCopied(node, inputBytes)) return 0;
  const { padded } = windowOf(node, kernel, inputs[0]!, outputs[0]!);
  return volume(padded) * lanes(inputs[0]!.at(-1)!, block) * (inputBytes === 4 ? 4 : 2) + 16;
}

/** A larger copy is not made: the reference kernel needs none. */
const MOST_MULTIPLIED = 2 ** 25;

/** Bytes of a batch whose channels are written `times` times, which makes a channel multiplier a plain depthwise layer; 0 if they are too many or `times` is 1. */
export function multipliedBytes(elements: number, times: number, capacity: number, bytes: number): number {
  const all = times === 1 ? 0 : capacity * elements * times * bytes;
  return all > MOST_MULTIPLIED ? 0 : all;
}

/** One output channel for each input channel, each of which is there `times` times. */
export function channelwiseNeeds(node: Sliding, times: number, context: MemoryContext): Needs {
  const { inputs, capacity, inputBytes } = context;
  const kernel = context.param('kernel');
  const window = kernel.slice(0, -2);
  const taps = elementCount(window);
  const channels = inputs[0]!.at(-1)! * times;
  const input = [...inputs[0]!.slice(0, -1), channels];
  const multiplied = multipliedBytes(elementCount(inputs[0]!), times, capacity, inputBytes);
  if (times > 1 && multiplied === 0) return needs(taps * 8);
  const block = inputBytes === 4 ? 1 : 32;
  const bordered = borderedBytes(node, window, { ...context, inputs: [input] }, block);
  return needs(
    lanes(taps, 2) * 4 + channelBytes(channels, context),
    multiplied + 16 + bordered,
    [packedChannelwise(context.tensor('kernel'), taps, channels, context)],
    kernelBytes(kernel, context),
  );
}

/** Whether a convolution has a group for each channel and an output for each group: a depthwise layer. */
export const isChannelwise = (
  { groups }: { readonly groups: number },
  { inputs: [input], outputs: [output] }: Pick<MemoryContext, 'inputs' | 'outputs'>,
): boolean => groups > 1 && groups === input!.at(-1) && groups === output!.at(-1);

/**
 * The runs of `length` numbers that one output of a convolution reads: a row of the window is one run where its taps
 * touch each other.
 */
export function segmentsOf(
  { groups, dilations }: { readonly groups: number; readonly dilations: readonly number[] },
  kernel: readonly number[],
) {
  const window = kernel.slice(0, -2);
  const [taps, depth] = [window.at(-1)!, kernel.at(-2)!];
  const isJoined = groups === 1 && (dilations.at(-1) === 1 || taps === 1);
  const cells = elementCount(window);
  return isJoined
    ? { isJoined, segments: cells / taps, length: taps * depth }
    : { isJoined, segments: cells, length: depth };
}
