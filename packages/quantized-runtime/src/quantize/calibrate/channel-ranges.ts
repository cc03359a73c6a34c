import type { Graph } from '../../graph/graph.ts';
import { elements, type FloatEvaluator } from './calibrate.ts';

/** Examples that are enough to tell loud channels from quiet ones. */
const EXAMPLES = 64;

/** The largest magnitude of each channel (last axis) of every real value over some of the samples. */
export async function channelRanges(
  graph: Graph,
  samples: readonly Float32Array[],
  evaluate: FloatEvaluator,
): Promise<ReadonlyMap<number, Float64Array>> {
  const sizes = graph.inputs.map((port) => elements(graph.values[port.value]!.shape));
  const batch = sizes.length === 0 ? 0 : Math.min(EXAMPLES, samples[0]!.length / sizes[0]!);
  const slices = samples.map((data, port) => data.slice(0, batch * sizes[port]!));
  const result = new Map<number, Float64Array>();
  for (const [value, data] of await evaluate(graph, slices, batch)) {
    const { shape, type } = graph.values[value]!;
    if (type !== 'f32') continue;
    const largest = new Float64Array(shape.at(-1) ?? 1);
    for (let i = 0; i < data.length; i++) {
      const channel = i % largest.length;
      largest[channel] = Math.max(largest[channel]!, Math.abs(data[i]!));
    }
    result.set(value, largest);
  }
  return result;
}
