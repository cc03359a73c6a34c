import type { AffineNode, RequantizeNode, Tensor } from '../../graph/graph.ts';
import type { Bind, Layout, Prepare } from '../../plan/kernel.ts';
import { reserveJob, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPanels } from './panels.ts';

/** One number for each channel from a tensor of shape [1, ..., C], [C], [1] or []; `null` for any other. */
function perChannel(tensor: Tensor | undefined, channels: number, absent: number): Int32Array | null {
  if (tensor === undefined) return new Int32Array(channels).fill(absent);
  const { data, shape } = tensor;
  if (data.length === 1) return new Int32Array(channels).fill(data[0]!);
  return data.length === channels && shape.at(-1) === channels ? Int32Array.from(data) : null;
}

/** y = out(rq(x * kernel[c] + bias[c])). */
function prepareRows(
  node: AffineNode | RequantizeNode,
  layout: Layout,
  kernel: Int32Array,
  bias: Int32Array,
): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const channels = kernel.length;
  const rows = x.elements / channels;
  const job = reserveJob(layout);
  const weights = layout.reserve(Math.ceil(channels / 8) * 16);
  const tensors = {
    bias: { shape: [channels], data: bias },
    mult: layout.tensor(node.params.mult!),
    shift: layout.tensor(node.params.shift!),
  };
  const panels = createPanels(layout, tensors, 0, channels);
  return ({ buffer, kernels: { affine } }) => {
    new Int16Array(buffer, weights, channels).set(kernel);
    writeJob(buffer, job, y, { ...panels, shift: panels.fill(buffer), weights, channels });
    return (batch) => affine(job, x.offset, y.offset, batch * rows);
  };
}

/** Constants for each channel or for all; constants that vary along other axes are left to the reference kernel. */
export const prepareAffine: Prepare<WasmMachine, AffineNode> = (node, layout) => {
  if (layout.graph.profile === 'f32') return null;
  const channels = layout.operand(node.inputs[0]!).value.shape.at(-1) ?? 1;
  const { kernel, bias } = node.params;
  const scale = perChannel(layout.tensor(kernel), channels, 1);
  const shift = perChannel(bias === undefined ? undefined : layout.tensor(bias), channels, 0);
  return scale === null || shift === null ? null : prepareRows(node, layout, scale, shift);
};

/** rq(x - zero) = rq(x * 1 - zero). */
export const prepareRequantize: Prepare<WasmMachine, RequantizeNode> = (node, layout) => {
  const { value } = layout.operand(node.inputs[0]!);
  const channels = value.shape.at(-1) ?? 1;
  const ones = new Int32Array(channels).fill(1);
  return prepareRows(node, layout, ones, new Int32Array(channels).fill(-value.zero));
};
