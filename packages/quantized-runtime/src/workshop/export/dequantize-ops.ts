import type { Op, Tensor, Value } from '../../graph/graph.ts';
import type { Dequantization } from './dequantization.ts';
import { RECURRENT_DEQUANTIZERS } from './dequantize-recurrent.ts';

type Dequantize = (call: Dequantization) => Float64Array;

function input({ graph, node }: Dequantization): Value {
  return graph.values[node.inputs[0]!]!;
}

function output({ graph, node }: Dequantization): Value {
  return graph.values[node.outputs[0]!]!;
}

/** mult * 2^-shift of channel c; a single pair serves all channels. */
function ratio(call: Dequantization, c: number): number {
  const mult = call.param('mult')!.data;
  const shift = call.param('shift')!.data;
  const i = mult.length === 1 ? 0 : c % mult.length;
  return mult[i]! * 2 ** -shift[shift.length === 1 ? 0 : i]!;
}

/** Real value of one unit of the accumulator of channel c: s_in * s_w[c] = mult * 2^-shift * s_out. */
function accumulatorScale(call: Dequantization, c: number): number {
  return ratio(call, c) * output(call).scale;
}

/** Channels that the kernel's last axes stand for: [..., N], and [..., C, D] of a depthwise kernel. */
function kernelChannels({ node }: Dequantization, kernel: Tensor): number {
  const [outer, inner] = [kernel.shape.at(-2) ?? 1, kernel.shape.at(-1) ?? 1];
  return node.op === 'depthwise' ? outer * inner : inner;
}

const kernel: Dequantize = (call) => {
  const channels = kernelChannels(call, call.tensor);
  const scaleIn = input(call).scale;
  return Float64Array.from(call.tensor.data, (q, i) => (q * accumulatorScale(call, i % channels)) / scaleIn);
};

/** The input's zero point is folded into a bias: sum of (q - z) * w + b = sum of q * w + (b - z * sum of w). */
const bias: Dequantize = (call) => {
  const weights = call.param('kernel')!;
  const channels = kernelChannels(call, weights);
  const sums = new Float64Array(channels);
  weights.data.forEach((q, i) => {
    sums[i % channels]! += q;
  });
  const { zero } = input(call);
  return Float64Array.from(
    call.tensor.data,
    (b, c) => (b + zero * sums[c % channels]!) * accumulatorScale(call, c),
  );
};

const plainBias: Dequantize = (call) =>
  Float64Array.from(call.tensor.data, (b, c) => b * accumulatorScale(call, c));

/** A table of the value's own type is copied by the node; one of i8 has a multiplier for all or for each row. */
const table: Dequantize = (call) => {
  const { scale, zero } = output(call);
  if (call.param('mult') === undefined) return Float64Array.from(call.tensor.data, (q) => (q - zero) * scale);
  const row = call.tensor.data.length / call.tensor.shape[0]!;
  return Float64Array.from(call.tensor.data, (q, i) => q * ratio(call, Math.floor(i / row)) * scale);
};

const constantValue: Dequantize = (call) => {
  const { scale, zero } = output(call);
  return Float64Array.from(call.tensor.data, (q) => (q - zero) * scale);
};

/** The normalized value has the unit 2^-15. */
const gamma: Dequantize = (call) =>
  Float64Array.from(call.tensor.data, (q, c) => q * accumulatorScale(call, c) * 2 ** 15);

/** By operator and role: what a parameter of an integer graph stands for. Tables and multipliers stand for no number. */
export const DEQUANTIZERS: { readonly [O in Op]: Readonly<Record<string, Dequantize>> } = {
  dense: { kernel, bias },
  conv: { kernel, bias },
  depthwise: { kernel, bias },
  convTranspose: { kernel, bias: plainBias },
  pool: {},
  binary: {},
  affine: { kernel, bias },
  requantize: {},
  unary: {},
  softmax: {},
  normalize: { gamma, beta: plainBias },
  reduce: {},
  matmul: {},
  gather: { table },
  reshape: {},
  transpose: {},
  pad: {},
  slice: {},
  concat: {},
  tile: {},
  constant: { value: constantValue },
  resize: {},
  select: {},
  compare: {},
  recurrent: RECURRENT_DEQUANTIZERS,
  tokenize: {},
  argmax: {},
  detokenize: {},
  repeat: {},
  until: {},
  take: {},
  put: {},
};
