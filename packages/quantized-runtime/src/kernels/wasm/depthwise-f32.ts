import type { ConvNode, DepthwiseNode } from '../../graph/graph.ts';
import { packedChannelwise } from '../../graph/memory/product.ts';
import type { Bind, Layout } from '../kernel.ts';
import { reserveJob, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPaddedInput } from './padded-input.ts';
import { overPlanes } from './planes.ts';
import { writeFloatClamp } from './product-f32.ts';
import { findTaps, volumeOf } from './volume.ts';

/** x [...S, C] -> y [...S', C] in binary32, one output channel for each input channel. */
export function prepareChannelwiseFloat(
  node: DepthwiseNode | ConvNode,
  size: readonly number[],
  layout: Layout,
): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const volume = volumeOf(node, size, x, y);
  const { channels, padded, strides, output } = volume;
  const { data } = layout.tensor(node.params.kernel);
  const bias = node.params.bias === undefined ? null : layout.tensor(node.params.bias).data;
  const taps = findTaps(volume, volume.channels * 4);
  const panels = Math.ceil(channels / 4);
  const input = createPaddedInput(layout, x, volume);
  const job = reserveJob(layout);
  const offsets = layout.reserve(taps.length * 4);
  const packed = layout.share(packedChannelwise(node.params.kernel, taps.length, channels, layout.graph));
  const biasAt = layout.reserve(panels * 16);
  const raw = layout.draft(data.byteLength);
  const [, height, width] = output;

  return (machine) => {
    const { buffer, kernels } = machine;
    packed.fill(() => {
      new Float32Array(buffer, raw, data.length).set(data);
      kernels.packDepthwiseF32(raw, taps.length, channels, packed.at);
    });
    if (bias !== null) new Float32Array(buffer, biasAt, channels).set(bias);
    new Int32Array(buffer, offsets, taps.length).set(taps);
    writeJob(buffer, job, y, {
      weights: packed.at,
      bias: biasAt,
      factors: 0,
      shift: 0,
      offsets,
      segments: taps.length,
      width,
      xColumn: strides[2] * channels * 4,
      xRow: strides[1] * padded[2] * channels * 4,
      channels,
    });
    writeFloatClamp(buffer, job, node);
    const { depthwiseF32 } = kernels;
    return overPlanes(volume, x, y, input.bind(machine), (from, to) => depthwiseF32(job, from, to, height));
  };
}
