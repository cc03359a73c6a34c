import type { ConvNode, DepthwiseNode } from '../../graph/graph.ts';
import { packedChannelwise } from '../../graph/memory/product.ts';
import type { Bind, Layout, Prepare } from '../kernel.ts';
import { prepareChannelwiseFloat } from './depthwise-f32.ts';
import { reserveJob, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createBlockedInput } from './padded-input.ts';
import { createPanels } from './panels.ts';
import { overPlanes } from './planes.ts';
import { findTaps, type Volume, volumeOf } from './volume.ts';
import { weightsOf } from './weights.ts';

const NONE = -1;
/** Pairs of a 3 x 3 window as assembly/depthwise3.ts wants them. */
const THREE = [0, 3, 1, 4, 2, 5, 6, 7, NONE, 8];

/** Which taps are multiplied side by side. */
function pairTaps(
  { kernel }: Volume,
  count: number,
): { readonly order: readonly number[]; readonly pairs: number } {
  if (kernel[0] === 1 && kernel[1] === 3 && kernel[2] === 3) return { order: THREE, pairs: 5 };
  const order = Array.from({ length: count + (count % 2) }, (_, tap) => (tap < count ? tap : NONE));
  return { order, pairs: order.length / 2 };
}

/** x [...S, C] -> y [...S', C], one output channel for each input channel. */
export function prepareChannelwise(
  node: DepthwiseNode | ConvNode,
  size: readonly number[],
  layout: Layout,
): Bind<WasmMachine> {
  const weights = weightsOf(node, layout);
  if (weights === null) return prepareChannelwiseFloat(node, size, layout);
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const volume = volumeOf(node, size, x, y);
  const { channels, padded, strides, output } = volume;
  const { data } = weights.kernel;
  const input = createBlockedInput(layout, x, volume);
  const { cellBytes, blockBytes } = input;
  const taps = findTaps(volume, cellBytes);
  const { order, pairs } = pairTaps(volume, taps.length);
  const job = reserveJob(layout);
  const offsets = layout.reserve(order.length * 4);
  const packed = layout.share(packedChannelwise(node.params.kernel, taps.length, channels, layout.graph));
  const constants = createPanels(layout, weights, 0, channels);
  const raw = layout.draft(data.length);
  const [, height, width] = output;

  return (machine) => {
    const { buffer, kernels } = machine;
    const offsetsView = new Int32Array(buffer, offsets, order.length);
    packed.fill(() => {
      new Int8Array(buffer, raw, data.length).set(data);
      offsetsView.set(order);
      kernels.packDepthwise(raw, offsets, order.length / 2, channels, packed.at);
    });
    offsetsView.set(order.map((tap) => taps[Math.max(tap, 0)]!));
    writeJob(buffer, job, y, {
      bias: constants.bias(0),
      factors: constants.factors(0),
      weights: packed.at,
      shift: constants.fill(buffer),
      offsets,
      segments: order === THREE ? 9 : 0,
      pairs,
      width,
      xColumn: strides[2] * cellBytes,
      xRow: strides[1] * padded[2] * cellBytes,
      xBlock: blockBytes,
      channels,
    });
    const { depthwise } = kernels;
    const rows = (from: number, to: number): void => depthwise(job, from, to, height);
    return overPlanes(volume, x, y, input.bind(machine), rows, cellBytes);
  };
}

/** A channel multiplier above 1 is left to the reference kernel. */
export const prepareDepthwise: Prepare<WasmMachine, DepthwiseNode> = (node, layout) => {
  const { shape } = layout.tensor(node.params.kernel);
  return shape.at(-1) === 1 ? prepareChannelwise(node, shape.slice(0, -2), layout) : null;
};
