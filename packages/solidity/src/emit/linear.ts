import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, requantsOf, tensorOf } from '../context.ts';
import { cellOffsets, padInput, positionLevels, type Window } from '../window.ts';
import { WORD } from '../yul.ts';
import { emitSums, type Finish, type Linear } from './sums.ts';

type LinearNode = NodeOf<'dense'> | NodeOf<'conv'>;

/** Bias, requantization and clamp of a node, for each output channel. */
function finishOf(node: LinearNode, { graph, at }: Emission): Finish {
  const bias = node.params.bias === undefined ? undefined : tensorOf(graph, node.params.bias).data;
  const requants = requantsOf(graph, node.params);
  return {
    bias: (channel) => bias?.[channel] ?? 0,
    requant: (channel) => requants[requants.length === 1 ? 0 : channel]!,
    ...outOf(operandOf(graph, node.outputs[0]!), node),
    to: at(node.outputs[0]!),
  };
}

/** x [..., K], kernel [K, N] -> [..., N]. */
export const emitDense: Emit<NodeOf<'dense'>> = (node, context) => {
  const { graph } = context;
  const kernel = tensorOf(graph, node.params.kernel);
  const [length, channels] = kernel.shape as [number, number];
  const positions = operandOf(graph, node.inputs[0]!).shape.slice(0, -1);
  const linear: Linear = {
    address: `${context.at(node.inputs[0]!)}`,
    levels: [{ count: elementCount(positions), steps: [WORD * length] }],
    runs: [0],
    length,
    groups: 1,
    channels,
    groupStep: 0,
    weight: (_, k, channel) => kernel.data[k * channels + channel]!,
  };
  return emitSums(linear, finishOf(node, context), context);
};

/** x [...S, C], kernel [...k, C / groups, N] -> [...S', N]. */
export const emitConv: Emit<NodeOf<'conv'>> = (node, context) => {
  const { graph } = context;
  const kernel = tensorOf(graph, node.params.kernel);
  const [depth, all] = kernel.shape.slice(-2) as [number, number];
  const window: Window = { ...node, size: kernel.shape.slice(0, -2) };
  const padded = padInput(context, node.inputs[0]!, node.padding, operandOf(graph, node.inputs[0]!).zero);
  const output = operandOf(graph, node.outputs[0]!).shape;

  // Cells that follow each other without a gap make one run.
  const cells = cellOffsets(window, padded.shape);
  const row = window.size.at(-1)!;
  const joined = node.groups === 1 && (node.dilations.at(-1) === 1 || row === 1) ? row : 1;
  const linear: Linear = {
    address: `${padded.address}`,
    levels: positionLevels(window, padded.shape, output),
    runs: cells.filter((_, cell) => cell % joined === 0),
    length: depth * joined,
    groups: node.groups,
    channels: all / node.groups,
    groupStep: depth,
    weight: (r, k, channel) => kernel.data[(r * joined * depth + k) * all + channel]!,
  };
  return `${padded.code}\n${emitSums(linear, finishOf(node, context), context)}`;
};
