import type { ConvNode } from '../../graph/graph.ts';
import { isChannelwise, segmentsOf } from '../../graph/memory/window.ts';
import type { Prepare } from '../kernel.ts';
import { createProduct } from './create-product.ts';
import { prepareChannelwise } from './depthwise.ts';
import { operandBytes, sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPaddedInput } from './padded-input.ts';
import { overPlanes } from './planes.ts';
import { type Volume, volumeOf } from './volume.ts';

/** Byte offsets of the segments from a window's first cell. */
function segmentOffsets({ kernel, dilations, padded, channels }: Volume, isJoined: boolean, bytes: number) {
  const taps = isJoined ? 1 : kernel[2];
  const offsets = new Int32Array(kernel[0] * kernel[1] * taps);
  let at = 0;
  for (let z = 0; z < kernel[0]; z++) {
    for (let y = 0; y < kernel[1]; y++) {
      const row = (z * dilations[0] * padded[1] + y * dilations[1]) * padded[2];
      for (let tap = 0; tap < taps; tap++) offsets[at++] = (row + tap * dilations[2]) * channels * bytes;
    }
  }
  return offsets;
}

/** x [...S, C] -> y [...S', N]: a product row for each window, read in place from the padded input. */
export const prepareConv: Prepare<WasmMachine, ConvNode> = (node, layout) => {
  const { shape } = layout.tensor(node.params.kernel);
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  if (isChannelwise(node, { inputs: [x.value.shape], outputs: [y.value.shape] })) {
    return prepareChannelwise(node, shape.slice(0, -2), layout);
  }
  const volume = volumeOf(node, shape.slice(0, -2), x, y);
  const { channels, padded, strides, output } = volume;
  const inputs = channels / node.groups;
  const outputs = shape.at(-1)! / node.groups;
  const size = sizeOf(y);
  const bytes = operandBytes(x);
  const input = createPaddedInput(layout, x, volume);
  const { isJoined, ...segments } = segmentsOf(node, shape);
  const window = {
    ...segments,
    tensor: node.params.kernel,
    offsets: () => segmentOffsets(volume, isJoined, bytes),
    width: output[2],
    xColumn: strides[2] * channels * bytes,
    xRow: strides[1] * padded[2] * channels * bytes,
    first: 0,
    channels: outputs,
    groups: node.groups,
  };
  const product = createProduct(layout, node, window, y);

  return (machine) => {
    product.fill(machine);
    const gemm = machine.kernels[product.kernel];
    return overPlanes(volume, x, y, input.bind(machine), (from, to) => {
      for (let group = 0; group < node.groups; group++) {
        gemm(product.job(group), from + group * inputs * bytes, to + group * outputs * size, output[1]);
      }
    });
  };
};
