import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount, rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, requantsOf, tensorOf } from '../context.ts';
import { fill } from '../helpers.ts';
import { cellOffsets, positionLevels, spreadShape, type Window } from '../window.ts';
import { nest, WORD } from '../yul.ts';
import { emitSums } from './sums.ts';

type ConvTranspose = NodeOf<'convTranspose'>;

/** Cells of one axis that are copied: from `first` on, `count` of them, to `place` and then every `stride` cells. */
function spreadAxis(input: number, spread: number, stride: number, before: number) {
  const first = Math.max(0, Math.ceil(-before / stride));
  const last = Math.min(input - 1, Math.floor((spread - 1 - before) / stride));
  return { first, count: Math.max(0, last - first + 1), place: first * stride + before };
}

/** The input with its cells `strides` apart and the zero point everywhere else, in the temporary room. */
function spreadInput(node: ConvTranspose, shape: readonly number[], context: Emission): string {
  const { graph, temporary } = context;
  const [value] = node.inputs as [number];
  const input = operandOf(graph, value);
  const window = tensorOf(graph, node.params.kernel).shape.slice(0, -2);
  const axes = node.strides.map((stride, axis) => {
    const before = (window[axis]! - 1) * node.dilations[axis]! - node.padding[axis]![0];
    return spreadAxis(input.shape[axis]!, shape[axis]!, stride, before);
  });
  const [from, to] = [rowMajorStrides(input.shape), rowMajorStrides(shape)];
  const start = (strides: readonly number[], place: (axis: number) => number) =>
    WORD * axes.reduce((sum, _, axis) => sum + place(axis) * strides[axis]!, 0);
  const starts = [
    `${context.at(value) + start(from, (axis) => axes[axis]!.first)}`,
    `${temporary + start(to, (axis) => axes[axis]!.place)}`,
  ];
  const levels = axes.map(({ count }, axis) => ({
    count,
    steps: [WORD * from[axis]!, WORD * to[axis]! * node.strides[axis]!],
  }));
  const cleared = fill(context, temporary, WORD * elementCount(shape), input.zero);
  if (axes.some(({ count }) => count === 0)) return cleared;
  const copy = nest('p', starts, levels, ([x, y]) => `mcopy(${y}, ${x}, ${WORD * input.shape.at(-1)!})`);
  return `${cleared}\n${copy}`;
}

/**
 * x [...S, C], kernel [...k, C, N] -> [...S', N]: a convolution with the mirrored kernel over the input that is spread
 * out. Cells without input hold the zero point, so that the bias takes off the same for every position.
 */
export const emitConvTranspose: Emit<ConvTranspose> = (node, context) => {
  const { graph } = context;
  const kernel = tensorOf(graph, node.params.kernel);
  const [depth, channels] = kernel.shape.slice(-2) as [number, number];
  const input = operandOf(graph, node.inputs[0]!);
  const output = operandOf(graph, node.outputs[0]!);
  const shape = spreadShape(node, kernel.shape, input.shape, output.shape);
  const window: Window = {
    size: kernel.shape.slice(0, -2),
    strides: node.strides.map(() => 1),
    dilations: node.dilations,
    padding: [],
  };
  const cells = cellOffsets(window, shape);
  const bias = node.params.bias === undefined ? undefined : tensorOf(graph, node.params.bias).data;
  const requants = requantsOf(graph, node.params);
  const sumOf = (channel: number) =>
    Array.from(kernel.data).reduce((sum, w, i) => (i % channels === channel ? sum + w : sum), 0);
  const sums = emitSums(
    {
      address: `${context.temporary}`,
      levels: positionLevels(window, shape, output.shape),
      runs: cells,
      length: depth,
      groups: 1,
      channels,
      groupStep: 0,
      weight: (r, k, channel) => kernel.data[((cells.length - 1 - r) * depth + k) * channels + channel]!,
    },
    {
      bias: (channel) => (bias?.[channel] ?? 0) - input.zero * sumOf(channel),
      requant: (channel) => requants[requants.length === 1 ? 0 : channel]!,
      ...outOf(output, node),
      to: context.at(node.outputs[0]!),
    },
    context,
  );
  return `${spreadInput(node, shape, context)}\n${sums}`;
};
