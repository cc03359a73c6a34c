import {
  createModel,
  type Graph,
  type Model,
  type Network,
  type Profile,
  type Work,
} from '@evm-ml/quantized-runtime';
import { quantize } from '@evm-ml/quantized-runtime/workshop';
import { createRandom } from '../inference/random.ts';

/** One operator or network in one profile: what it is charged for, and how long it takes. */
export interface ModelTime {
  readonly name: string;
  readonly profile: Profile;
  readonly work: readonly Work[];
  /** Nanoseconds of one example, the best of all samples. */
  readonly ns: number;
  readonly gas: bigint;
}

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const CALIBRATION_EXAMPLES = 8;

/** Examples for all input ports, in the user's units. */
function samplesOf(graph: Graph, examples: number): Float32Array[] {
  const random = createRandom(5);
  return graph.inputs.map(({ value, limit }) =>
    Float32Array.from({ length: examples * count(graph.values[value]!.shape) }, () =>
      limit > 0 ? Math.floor(random.uniform() * limit) : random.uniform() * 4 - 2,
    ),
  );
}

/** Brings a float graph into a profile, as `convert` does. */
export async function toProfile(graph: Graph, profile: Profile): Promise<Graph> {
  if (profile === 'f32') return graph;
  const source: Network = { graph, keras: { config: null, variables: [] } };
  return (await quantize(source, samplesOf(graph, CALIBRATION_EXAMPLES), { profile })).network.graph;
}

/** One example as raw bytes. */
export function exampleBytes(model: Model): Uint8Array {
  const numbers = samplesOf(model.graph, 1).flatMap((port) => [...port]);
  return model.encodeReal(numbers);
}

/** Nanoseconds a call takes: the best of `samples`, each of about `milliseconds`. */
export function timeOf(call: () => void, samples = 15, milliseconds = 4): number {
  const run = (times: number) => {
    const start = performance.now();
    for (let i = 0; i < times; i++) call();
    return performance.now() - start;
  };
  // Long enough for the compilers' last tier.
  const warmUp = performance.now() + 60;
  while (performance.now() < warmUp) call();
  const times = Math.max(1, Math.ceil(milliseconds / Math.max(run(1), 1e-4)));
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < samples; i++) best = Math.min(best, run(times) / times);
  return best * 1e6;
}

export function timeModel(graph: Graph): { readonly model: Model; readonly ns: number } {
  const model = createModel(graph, { backend: 'wasm' });
  const input = exampleBytes(model);
  return { model, ns: timeOf(() => model.run(input, 1)) };
}
