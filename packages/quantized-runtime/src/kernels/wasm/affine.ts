import type { AffineNode, RequantizeNode, Tensor, TensorData } from '../../graph/graph.ts';
import { channelRow, isPerChannel, rowLength } from '../../graph/memory/rows.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import type { Bind, Layout, Prepare } from '../kernel.ts';
import { reserveJob, sizeOf, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPanels } from './panels.ts';
import { writeFloatClamp } from './product-f32.ts';

/** A broadcast parameter's numbers for a row: some channels' over again, or all of an example's. */
function spread(tensor: Tensor, shape: readonly number[], length: number): TensorData {
  const { data } = tensor;
  if (data.length === length) return data;
  const row = data.slice(0, 1);
  const all = new (row.constructor as new (length: number) => TensorData)(length);
  const offsets = isPerChannel(tensor.shape, shape) ? null : broadcastOffsets(tensor.shape, shape);
  for (let i = 0; i < length; i++) all[i] = data[offsets === null ? i % data.length : offsets[i]!]!;
  return all;
}

/** y = out(rq(x * kernel + bias)), constants given for a row. */
function prepareRows(
  node: AffineNode | RequantizeNode,
  layout: Layout,
  length: number,
  kernel: () => TensorData,
  bias: (() => TensorData) | undefined,
): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const channels = x.value.shape.at(-1) ?? 1;
  const rows = x.elements / length;
  const job = reserveJob(layout);
  const weights = layout.reserve(Math.ceil(length / 8) * 16);
  const pairs = {
    bias: undefined,
    mult: layout.tensor(node.params.mult!),
    shift: layout.tensor(node.params.shift!),
  };
  // A row may hold the channels several times.
  const panels = createPanels(layout, pairs, 0, length, 1, channels);
  return ({ buffer, kernels: { affine } }) => {
    new Int16Array(buffer, weights, length).set(kernel());
    const [at, factors, shift] = [panels.bias(0), panels.factors(0), panels.fill(buffer, 0, bias?.())];
    writeJob(buffer, job, y, { bias: at, factors, shift, weights, channels: length });
    return (batch) => affine(job, x.offset, y.offset, batch * rows, sizeOf(x));
  };
}

function prepareFloatRows(
  node: AffineNode,
  layout: Layout,
  length: number,
  kernel: () => TensorData,
  bias: (() => TensorData) | undefined,
): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const rows = x.elements / length;
  const job = reserveJob(layout);
  const kernelAt = layout.reserve(length * 4);
  const biasAt = bias === undefined ? 0 : layout.reserve(length * 4);
  return ({ buffer, kernels: { affineF32 } }) => {
    writeFloatClamp(buffer, job, node);
    new Float32Array(buffer, kernelAt, length).set(kernel());
    if (bias !== undefined) new Float32Array(buffer, biasAt, length).set(bias());
    return (batch) => affineF32(job, x.offset, y.offset, batch * rows, length, kernelAt, biasAt);
  };
}

/** Constants for each channel, for all, or for each element of an example that is not too large. */
export const prepareAffine: Prepare<WasmMachine, AffineNode> = (node, layout) => {
  const { shape } = layout.operand(node.inputs[0]!).value;
  const kernel = layout.tensor(node.params.kernel);
  const bias = node.params.bias === undefined ? null : layout.tensor(node.params.bias);
  const length = rowLength(shape, bias === null ? [kernel.shape] : [kernel.shape, bias.shape]);
  if (length === null) return null;
  // Made when memory is there, and not kept.
  const own = () => spread(kernel, shape, length);
  const added = bias === null ? undefined : () => spread(bias, shape, length);
  return layout.graph.profile === 'f32'
    ? prepareFloatRows(node, layout, length, own, added)
    : prepareRows(node, layout, length, own, added);
};

/** rq(x - zero) = rq(x * 1 - zero). */
export const prepareRequantize: Prepare<WasmMachine, RequantizeNode> = (node, layout) => {
  const { shape, zero } = layout.operand(node.inputs[0]!).value;
  const length = channelRow(shape);
  const ones = () => new Int16Array(length).fill(1);
  return prepareRows(node, layout, length, ones, () => new Int32Array(length).fill(-zero));
};
