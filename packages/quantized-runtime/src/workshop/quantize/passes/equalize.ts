import type { Network } from '../../origin/network.ts';
import { isLinear, kernelLayout, type LinearNode } from '../linear.ts';
import { Draft } from './draft.ts';

/** The largest magnitude of each channel (last axis) of a value. */
export type ChannelRanges = (value: number) => Float64Array | undefined;

/** Channels are scaled by at most this factor up or down. */
const MOST = 64;

/**
 * Cross-layer equalization: where a linear operator with relu (or nothing) feeds one linear operator alone, channel
 * c of what flows between is divided by s[c] and the reader's weights for it multiplied, with s[c] such that the
 * channel's range and its weights' range meet. One scale for the whole value then fits every channel. The network
 * computes what it did, in Keras too.
 */
export function equalize(network: Network, rangesOf: ChannelRanges): Network {
  const draft = new Draft(network);
  for (const [index, node] of draft.nodes.entries()) {
    if (!isLinear(node) || !isHomogeneous(node)) continue;
    const value = node.outputs[0]!;
    const readerIndex = draft.consumers(value)[0];
    const reader = readerIndex === undefined ? undefined : draft.nodes[readerIndex];
    if (!draft.isPrivate(value) || !isLinear(reader)) continue;
    if (!ownsTensors(draft, node) || !ownsTensors(draft, reader)) continue;
    const ranges = rangesOf(value);
    const factors = ranges && channelFactors(draft, reader, ranges);
    if (factors) scaleBetween(draft, draft.nodes[index] as LinearNode, reader, factors);
  }
  return draft.finish();
}

/** True if scaling the sums by s > 0 scales the output by s. */
function isHomogeneous(node: LinearNode): boolean {
  return (node.min === null || node.min === 0) && node.max === null;
}

function ownsTensors(draft: Draft, node: LinearNode): boolean {
  const { kernel, bias } = node.params;
  return draft.readersOf(kernel) === 1 && (bias === undefined || draft.readersOf(bias) === 1);
}

/** s[c] = sqrt(range / weight range), relative to their middle; 1 for channels that are silent or unread. */
function channelFactors(draft: Draft, reader: LinearNode, ranges: Float64Array): Float64Array | undefined {
  const kernel = draft.tensorNamed(reader.params.kernel);
  const { inputs, inputOf } = kernelLayout(reader, kernel.shape);
  if (inputs !== ranges.length) return undefined;
  const weights = new Float64Array(inputs);
  for (const [element, w] of kernel.data.entries()) {
    const channel = inputOf(element);
    weights[channel] = Math.max(weights[channel]!, Math.abs(w));
  }
  const raw = ranges.map((range, c) => (range > 0 && weights[c]! > 0 ? Math.sqrt(range / weights[c]!) : 0));
  const used = raw.filter((s) => s > 0).sort();
  const middle = used[used.length >> 1];
  if (middle === undefined) return undefined;
  // Binary32, so that the kernels on both sides see the same number.
  return raw.map((s) => (s > 0 ? Math.fround(Math.min(Math.max(s / middle, 1 / MOST), MOST)) : 1));
}

function scaleBetween(draft: Draft, node: LinearNode, reader: LinearNode, factors: Float64Array): void {
  const { outputOf } = kernelLayout(node, draft.tensorNamed(node.params.kernel).shape);
  const { inputOf } = kernelLayout(reader, draft.tensorNamed(reader.params.kernel).shape);
  const change = (name: string, f: (x: number, element: number) => number): void => {
    const { shape, data } = draft.tensorNamed(name);
    draft.tensors.set(name, { shape, data: Float32Array.from(data, f) });
  };
  change(node.params.kernel, (w, element) => w / factors[outputOf(element)]!);
  if (node.params.bias !== undefined) change(node.params.bias, (b, channel) => b / factors[channel]!);
  change(reader.params.kernel, (w, element) => w * factors[inputOf(element)]!);
}
