import type { ConvNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { createProduct } from './create-product.ts';
import { prepareChannelwise } from './depthwise.ts';
import { operandBytes, sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPaddedInput } from './padded-input.ts';
import { overPlanes } from './planes.ts';
import { type Volume, volumeOf } from './volume.ts';

/**
 * Byte offsets, from a window's first cell, of the runs of `length` numbers that one output reads. A row of the
 * window is one run where its taps touch each other.
 */
function findSegments({ kernel, dilations, padded, channels }: Volume, perGroup: number, bytes: number) {
  const rows = kernel[0] * kernel[1];
  const joined = perGroup === channels && (dilations[2] === 1 || kernel[2] === 1);
  const taps = joined ? 1 : kernel[2];
  const offsets: number[] = [];
  for (let row = 0; row < rows; row++) {
    const z = Math.floor(row / kernel[1]) * dilations[0];
    const y = (row % kernel[1]) * dilations[1];
    for (let tap = 0; tap < taps; tap++) {
      offsets.push(((z * padded[1] + y) * padded[2] + tap * dilations[2]) * channels * bytes);
    }
  }
  return { offsets, length: joined ? kernel[2] * channels : perGroup };
}

/** x [...S, C] -> y [...S', N]: a product row for each window, read in place from the padded input. */
export const prepareConv: Prepare<WasmMachine, ConvNode> = (node, layout) => {
  const { shape } = layout.tensor(node.params.kernel);
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  if (node.groups > 1 && node.groups === x.value.shape.at(-1) && node.groups === y.value.shape.at(-1)) {
    return prepareChannelwise(node, shape.slice(0, -2), layout);
  }
  const volume = volumeOf(node, shape.slice(0, -2), x, y);
  const { channels, padded, strides, output } = volume;
  const inputs = channels / node.groups;
  const outputs = shape.at(-1)! / node.groups;
  const size = sizeOf(y);
  const bytes = operandBytes(x);
  const input = createPaddedInput(layout, x, volume);
  const segments = findSegments(volume, inputs, bytes);
  const products = Array.from({ length: node.groups }, (_, group) => {
    const window = {
      ...segments,
      width: output[2],
      xColumn: strides[2] * channels * bytes,
      xRow: strides[1] * padded[2] * channels * bytes,
      first: group * outputs,
      channels: outputs,
    };
    return createProduct(layout, node, window, y);
  });
  const jobs = products.map(({ job }) => job);

  return (machine) => {
    products.forEach((product, group) => {
      product.fill(machine, group > 0);
    });
    const gemm = machine.kernels[products[0]!.kernel];
    return overPlanes(volume, x, y, input.bind(machine), (from, to) => {
      for (let group = 0; group < jobs.length; group++) {
        gemm(jobs[group]!, from + group * inputs * bytes, to + group * outputs * size, output[1]);
      }
    });
  };
};
