import { BASELINE, ENGINES } from './engines.ts';
import { type OperatorTime, profileOperators, quantizeForBench } from './evm-ml.ts';
import { type Contestant, type MeasureOptions, measure, type Timing } from './measure.ts';
import { NETWORKS, type NetworkName } from './networks.ts';
import { createRandom } from './random.ts';

/** One engine's line of a table. Times in microseconds a run. */
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
  /** Where this runtime's time goes. */
  readonly operators: readonly OperatorTime[];
}

const SAMPLES = 8;

function uniform(seed: number, length: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform());
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`expected ${b.length} outputs, got ${a.length}`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

/** Runs one network on every engine that can take it, in turns, and compares times and outputs. */
export async function benchNetwork(
  id: NetworkName,
  options: MeasureOptions,
  progress: (what: string) => void,
): Promise<NetworkResult> {
  const network = NETWORKS[id]();
  const { shape } = network.graph.values[network.graph.inputs[0]!.value]!;
  const length = shape.reduce((product, size) => product * size, 1);
  const input = uniform(7, length);
  progress(`${network.name}: quantizing`);
  const quantized = await quantizeForBench(network, uniform(8, length * SAMPLES));
  const engines = ENGINES.filter(({ mostMacs }) => network.macs <= mostMacs);
  const contestants: Contestant[] = [];
  for (const { name, prepare } of engines) {
    progress(`${network.name}: preparing ${name}`);
    contestants.push({ engine: name, ...(await prepare({ network, quantized, input })) });
  }
  const timings = await measure(contestants, options, (round) => {
    progress(`${network.name}: round ${round + 1} of ${options.rounds}`);
  });
  const baseline = contestants.find(({ engine }) => engine === BASELINE)!;
  const expected = baseline.output();
  const { best, processor } = timings.get(BASELINE)!;
  return {
    id,
    network: network.name,
    macs: network.macs,
    operators: profileOperators(quantized, Math.min(20_000, Math.ceil(2e9 / network.macs))),
    engines: engines.map(({ name, arithmetic }, index) => {
      const timing = timings.get(name)!;
      return {
        engine: name,
        arithmetic,
        ...timing,
        ratio: timing.best / best,
        processorRatio: timing.processor / processor,
        gigaMacsPerSecond: network.macs / timing.best / 1000,
        largestDifference: largestDifference(contestants[index]!.output(), expected),
      };
    }),
  };
}
