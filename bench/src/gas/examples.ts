import type { Graph, Model, Profile } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import type { Network } from '@evm-ml/quantized-runtime/workshop';
import { quantize } from '@evm-ml/quantized-runtime/workshop';
import { createRandom } from '../random.ts';

/** Bytes of a text may be any below this. */
const ASCII = 128;

/** Examples for all input ports, in the user's units. */
function samplesOf(graph: Graph, examples: number): Float32Array[] {
  const random = createRandom(5);
  return graph.inputs.map(({ value, kind, limit }) => {
    const most = kind === 'text' ? ASCII : limit;
    return Float32Array.from({ length: examples * elementCount(graph.values[value]!.shape) }, () =>
      most > 0 ? Math.floor(random.uniform() * most) : random.uniform() * 4 - 2,
    );
  });
}

/** Brings a float graph into a profile, as `convert` does. Few examples: ranges need not be good, only there. */
export async function toProfile(graph: Graph, profile: Profile, examples = 1): Promise<Graph> {
  if (profile === 'f32') return graph;
  const source: Network = { graph, keras: { config: null, variables: [] } };
  const samples = samplesOf(graph, examples);
  return (await quantize(source, samples, { profile, rounding: 'nearest' })).network.graph;
}

/** One example as raw bytes. */
export function exampleBytes(model: Model): Uint8Array {
  return model.encodeReal(samplesOf(model.graph, 1).flatMap((port) => [...port]));
}
