import type { Graph } from '../../../graph/graph.ts';
import { createProbe } from '../probe.ts';
import { breathe, countOf } from './calibrate.ts';
import { countedNumbers, findMaskedValues } from './counted-steps.ts';

/** Examples that are enough to tell loud channels from quiet ones. */
const EXAMPLES = 64;

/** The largest magnitude of each channel (last axis) of every real value over some of the samples. */
export async function channelRanges(
  graph: Graph,
  samples: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, Float64Array>> {
  const examples = Math.min(EXAMPLES, countOf(graph, samples));
  const probe = createProbe(graph);
  const masked = findMaskedValues(graph);
  const result = new Map<number, Float64Array>();
  for (const [value, { shape, type }] of graph.values.entries()) {
    if (type === 'f32') result.set(value, new Float64Array(shape.at(-1) ?? 1));
  }
  for (let start = 0; start < examples; start += probe.capacity) {
    await breathe();
    signal?.throwIfAborted();
    const read = probe.run(samples, start, Math.min(probe.capacity, examples - start));
    for (const [value, largest] of result) {
      widen(largest, countedNumbers(masked, read, value));
    }
  }
  return result;
}

function widen(largest: Float64Array, data: ArrayLike<number>): void {
  for (let i = 0; i < data.length; ) {
    for (let channel = 0; channel < largest.length; channel++, i++) {
      const x = Math.abs(data[i]!);
      if (x > largest[channel]!) largest[channel] = x;
    }
  }
}
