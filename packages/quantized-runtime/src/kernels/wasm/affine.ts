import type { AffineNode, RequantizeNode, Tensor, TensorData } from '../../graph/graph.ts';
import { broadcastOffsets } from '../../graph/offsets.ts';
import type { Bind, Layout, Prepare } from '../kernel.ts';
import { reserveJob, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPanels } from './panels.ts';
import { writeFloatClamp } from './product-f32.ts';

/**
 * Constants that vary along some other axis than the last are spread over the example, up to this many elements: what
 * an artefact's few bytes make a plan do has to be little.
 */
const MOST_SPREAD = 2 ** 14;

/** Few channels are repeated until a row is this long, so that vectors are full. */
const SHORTEST_ROW = 64;

/** Whole times `channels` that divide `elements`: the fewest of at least SHORTEST_ROW, else `channels`. */
function fillRow(channels: number, elements: number): number {
  const most = Math.min(elements, 4 * SHORTEST_ROW);
  for (let length = channels; length <= most; length += channels) {
    if (length >= SHORTEST_ROW && elements % length === 0) return length;
  }
  return channels;
}

/** One number, or one for each index of the last axis. */
function isPerChannel({ data, shape: own }: Tensor, shape: readonly number[]): boolean {
  const channels = shape.at(-1) ?? 1;
  return data.length === 1 || (data.length === channels && own.at(-1) === channels);
}

/** How many elements a row of constants covers: a few times the last axis, or all of the example; `null` for too many. */
function rowLength(shape: readonly number[], elements: number, tensors: readonly Tensor[]): number | null {
  const channels = shape.at(-1) ?? 1;
  if (tensors.every((tensor) => isPerChannel(tensor, shape))) return fillRow(channels, elements);
  const isWhole = tensors.every(({ data }) => data.length === 1 || data.length === elements);
  return isWhole || elements <= MOST_SPREAD ? elements : null;
}

/** A broadcast parameter's numbers for a row: some channels' over again, or all of an example's. */
function spread(tensor: Tensor, shape: readonly number[], length: number): TensorData {
  const { data } = tensor;
  if (data.length === length) return data;
  const row = data.slice(0, 1);
  const all = new (row.constructor as new (length: number) => TensorData)(length);
  const offsets = isPerChannel(tensor, shape) ? null : broadcastOffsets(tensor.shape, shape);
  for (let i = 0; i < length; i++) all[i] = data[offsets === null ? i % data.length : offsets[i]!]!;
  return all;
}

/** A pair of each channel for each number of a row of constants. */
function repeat({ shape, data }: Tensor, channels: number, length: number): Tensor {
  if (data.length === 1 || length === channels) return { shape, data };
  return { shape: [length], data: Int32Array.from({ length }, (_, i) => data[i % channels]!) };
}

/** y = out(rq(x * kernel + bias)), constants given for a row. */
function prepareRows(
  node: AffineNode | RequantizeNode,
  layout: Layout,
  kernel: TensorData,
  bias: TensorData | undefined,
): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { length } = kernel;
  const channels = x.value.shape.at(-1) ?? 1;
  const rows = x.elements / length;
  const job = reserveJob(layout);
  const weights = layout.reserve(Math.ceil(length / 8) * 16);
  const tensors = {
    bias: bias === undefined ? undefined : { shape: [length], data: bias },
    mult: repeat(layout.tensor(node.params.mult!), channels, length),
    shift: repeat(layout.tensor(node.params.shift!), channels, length),
  };
  const panels = createPanels(layout, tensors, 0, length);
  return ({ buffer, kernels: { affine } }) => {
    new Int16Array(buffer, weights, length).set(kernel);
    writeJob(buffer, job, y, { ...panels, shift: panels.fill(buffer), weights, channels: length });
    return (batch) => affine(job, x.offset, y.offset, batch * rows);
  };
}

function prepareFloatRows(
  node: AffineNode,
  layout: Layout,
  kernel: TensorData,
  bias: TensorData | undefined,
): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { length } = kernel;
  const rows = x.elements / length;
  const job = reserveJob(layout);
  const kernelAt = layout.reserve(length * 4);
  const biasAt = bias === undefined ? 0 : layout.reserve(length * 4);
  return ({ buffer, kernels: { affineF32 } }) => {
    writeFloatClamp(buffer, job, node);
    new Float32Array(buffer, kernelAt, length).set(kernel);
    if (bias !== undefined) new Float32Array(buffer, biasAt, length).set(bias);
    return (batch) => affineF32(job, x.offset, y.offset, batch * rows, length, kernelAt, biasAt);
  };
}

/** Constants for each channel, for all, or for each element of an example that is not too large. */
export const prepareAffine: Prepare<WasmMachine, AffineNode> = (node, layout) => {
  const { value, elements } = layout.operand(node.inputs[0]!);
  const kernel = layout.tensor(node.params.kernel);
  const bias = node.params.bias === undefined ? null : layout.tensor(node.params.bias);
  const length = rowLength(value.shape, elements, bias === null ? [kernel] : [kernel, bias]);
  if (length === null) return null;
  const own = spread(kernel, value.shape, length);
  const added = bias === null ? undefined : spread(bias, value.shape, length);
  return layout.graph.profile === 'f32'
    ? prepareFloatRows(node, layout, own, added)
    : prepareRows(node, layout, own, added);
};

/** rq(x - zero) = rq(x * 1 - zero). */
export const prepareRequantize: Prepare<WasmMachine, RequantizeNode> = (node, layout) => {
  const { value, elements } = layout.operand(node.inputs[0]!);
  const length = fillRow(value.shape.at(-1) ?? 1, elements);
  const ones = new Int16Array(length).fill(1);
  return prepareRows(node, layout, ones, new Int32Array(length).fill(-value.zero));
};
