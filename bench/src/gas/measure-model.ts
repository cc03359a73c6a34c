import { operatorGas } from '@evm-ml/evm';
import { createModel, type Graph, type Model, type Network, type Profile } from '@evm-ml/quantized-runtime';
import { quantize } from '@evm-ml/quantized-runtime/workshop';
import { createRandom } from '../inference/random.ts';
import type { Row } from './row.ts';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const CALIBRATION_EXAMPLES = 4;

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
  const samples = samplesOf(graph, CALIBRATION_EXAMPLES);
  return (await quantize(source, samples, { profile, rounding: 'nearest' })).network.graph;
}

/** One example as raw bytes. */
export function exampleBytes(model: Model): Uint8Array {
  return model.encodeReal(samplesOf(model.graph, 1).flatMap((port) => [...port]));
}

export interface Timing {
  readonly samples: number;
  readonly sampleMilliseconds: number;
  readonly warmUpMilliseconds: number;
}

/** Milliseconds of processor time that this process has used: what others do on the machine does not count. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Nanoseconds that a call takes: the best of all samples. `call` may return a promise, which is awaited. */
export async function timeOf(
  call: () => unknown,
  { samples, sampleMilliseconds, warmUpMilliseconds }: Timing,
): Promise<number> {
  const run = async (times: number) => {
    const start = processorMilliseconds();
    for (let i = 0; i < times; i++) {
      const pending = call();
      // Awaiting what is no promise would cost a turn of the queue.
      if (pending instanceof Promise) await pending;
    }
    return processorMilliseconds() - start;
  };
  const wall = performance.now() + warmUpMilliseconds;
  let runs = 0;
  const start = processorMilliseconds();
  while (performance.now() < wall || runs === 0) {
    await run(1);
    runs++;
  }
  const once = (processorMilliseconds() - start) / runs;
  const times = Math.max(1, Math.round(sampleMilliseconds / Math.max(once, 1e-5)));
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < samples; i++) best = Math.min(best, (await run(times)) / times);
  return best * 1e6;
}

/** Time and gas of the operators of a graph, without anything around them. */
export async function timeGraph(
  name: string,
  graph: Graph,
  timing: Timing,
): Promise<Row & { readonly model: Model }> {
  const model = createModel(graph, { backend: 'wasm' });
  const input = exampleBytes(model);
  const gas = model.work.reduce((sum, work) => sum + operatorGas(work, model.profile), 0n);
  const ns = await timeOf(() => model.run(input, 1), timing);
  return { kind: graph.profile, name, ns, gas: Number(gas), model };
}
