import { decodeGraph, encodeGraph } from '@evm-ml/quantized-runtime';

/** A multiplier of a channel lies in [2^20, 2^21) (rule N3). */
const [LEAST, MOST] = [2 ** 20, 2 ** 21 - 1];

/**
 * Another network: what each channel of its dense and convolutional layers gives is multiplied by a factor of its own, as if
 * all its weights were. Only multipliers change, four bytes a channel, and no byte moves.
 * @param gainOf the factor of a channel, near 1: beyond what a multiplier holds it is cut off
 */
export function withGains(artefact: Uint8Array, gainOf: (channel: number) => number): Uint8Array {
  const graph = decodeGraph(artefact);
  const tensors = new Map(graph.tensors);
  for (const { op, params } of graph.nodes.filter((node) => node.op === 'dense' || node.op === 'conv')) {
    const name = params.mult;
    const mult = name === undefined ? undefined : tensors.get(name);
    if (name === undefined || !mult)
      throw new Error(`A layer (${op}) has no multipliers: give an artefact of integers.`);
    const data = Int32Array.from(mult.data, (m, channel) =>
      Math.min(MOST, Math.max(LEAST, Math.round(m * gainOf(channel)))),
    );
    tensors.set(name, { ...mult, data });
  }
  return encodeGraph({ ...graph, tensors });
}
