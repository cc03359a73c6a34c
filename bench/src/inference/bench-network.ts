import type { Graph } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { createRandom } from '../random.ts';
import { BASELINE, ENGINES, OURS } from './engines.ts';
import { type OperatorTime, profileOperators, quantizeForBench } from './evm-ml.ts';
import { type Contestant, type MeasureOptions, measure, type Timing } from './measure.ts';
import type { BenchNetwork } from './network-builder.ts';
import { NETWORKS, type NetworkName } from './networks.ts';

/** One engine's line of a table. Times in microseconds an example. */
export interface EngineResult extends Timing {
  readonly engine: string;
  readonly arithmetic: string;
  /** This engine's best over the baseline's best: below 1 is faster. */
  readonly ratio: number;
  /** The same of processor times. */
  readonly processorRatio: number;
  readonly gigaMacsPerSecond: number;
  /** Largest difference of any output (probabilities) from the baseline's. */
  readonly largestDifference: number;
}

export interface NetworkResult {
  readonly id: NetworkName;
  readonly network: string;
  readonly macs: number;
  readonly engines: readonly EngineResult[];
  /** The same with `BATCH` examples in one call, for engines and networks that are fast enough. */
  readonly batched: readonly EngineResult[];
  /** Where this runtime's time goes. */
  readonly operators: readonly OperatorTime[];
}

export interface BenchOptions extends MeasureOptions {
  /** Names of the engines to run beside this runtime and the baseline; all if not given. */
  readonly engines?: readonly string[] | undefined;
}

const SAMPLES = 8;
/** Examples of one call in the second comparison. */
export const BATCH = 8;
/** Larger networks keep a processor busy with one example; batches of them would take most of the bench's time. */
const MOST_BATCHED_MACS = 2e7;

function uniform(seed: number, length: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform());
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`expected ${b.length} outputs, got ${a.length}`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

/** Runs one network on all engines that can take `batch` examples of it, in turns, and compares times and outputs. */
async function compete(
  network: BenchNetwork,
  quantized: Graph,
  batch: number,
  options: BenchOptions,
  progress: (what: string) => void,
): Promise<EngineResult[]> {
  const { shape } = network.graph.values[network.graph.inputs[0]!.value]!;
  const input = uniform(7, batch * elementCount(shape));
  const what = `${network.name}, batch ${batch}`;
  // A slow engine is of no interest in batches, and would take most of the time.
  const engines = ENGINES.filter(({ name, mostMacs }) => {
    const always = name === BASELINE || name === OURS;
    if (!always && options.engines?.includes(name) === false) return false;
    return batch === 1 ? network.macs <= mostMacs : mostMacs === Infinity;
  });
  const contestants: Contestant[] = [];
  for (const { name, prepare } of engines) {
    progress(`${what}: preparing ${name}`);
    contestants.push({ engine: name, ...(await prepare({ network, quantized, input })) });
  }
  const timings = await measure(contestants, options, (round) => {
    progress(`${what}: round ${round + 1} of ${options.rounds}`);
  });
  const expected = contestants.find(({ engine }) => engine === BASELINE)!.output();
  const baseline = timings.get(BASELINE)!;
  return engines.map(({ name, arithmetic }, index) => {
    const { best, median, processor, ...counts } = timings.get(name)!;
    return {
      engine: name,
      arithmetic,
      best: best / batch,
      median: median / batch,
      processor: processor / batch,
      ...counts,
      ratio: best / baseline.best,
      processorRatio: processor / baseline.processor,
      gigaMacsPerSecond: (network.macs * batch) / best / 1000,
      largestDifference: largestDifference(contestants[index]!.output(), expected),
    };
  });
}

/** Compares all engines on one network, one example a call and then several, and tells where this runtime's time goes. */
export async function benchNetwork(
  id: NetworkName,
  options: BenchOptions,
  progress: (what: string) => void,
): Promise<NetworkResult> {
  const network = NETWORKS[id]();
  const { shape } = network.graph.values[network.graph.inputs[0]!.value]!;
  progress(`${network.name}: quantizing`);
  const quantized = await quantizeForBench(network, uniform(8, SAMPLES * elementCount(shape)));
  return {
    id,
    network: network.name,
    macs: network.macs,
    engines: await compete(network, quantized, 1, options, progress),
    batched:
      network.macs <= MOST_BATCHED_MACS ? await compete(network, quantized, BATCH, options, progress) : [],
    operators: profileOperators(quantized, Math.min(20_000, Math.ceil(2e9 / network.macs))),
  };
}
