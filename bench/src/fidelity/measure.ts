import { encodeGraph, loadModel, type Profile } from '@evm-ml/quantized-runtime';
import { importKeras, quantize } from '@evm-ml/quantized-runtime/workshop';
import type { TrainedNetwork } from './networks.ts';

/** One network in one profile against float Keras on the test split. */
export interface Fidelity {
  readonly network: string;
  readonly profile: Profile;
  readonly examples: number;
  readonly artefactBytes: number;
  /** In percent of the examples. */
  readonly kerasAccuracy: number;
  readonly accuracy: number;
  /** Points lost against Keras; negative where the quantized network is right more often. */
  readonly loss: number;
  /** Percent of the examples whose largest output is Keras's. */
  readonly agreement: number;
  /** Over the examples whose Keras outputs are kept. */
  readonly maxError: number;
  /** The largest difference over the largest output of its example. */
  readonly relativeError: number;
  readonly quantizeSeconds: number;
}

/** Examples that `f32` runs on: its differences are rounding alone, which more examples do not tell better. */
const FLOAT_EXAMPLES = 1000;
const BATCH = 500;

/** Quantizes with the samples and runs the artefact, as a validator would load it, over the test split. */
export async function measureFidelity(
  network: TrainedNetwork,
  profile: Profile,
  onProgress: (what: string) => void,
): Promise<Fidelity> {
  const started = performance.now();
  const float = await importKeras(network.file);
  const quantized = await quantize(float, [network.samples], {
    profile,
    onProgress: ({ task, done, total }) => onProgress(`${network.name} ${profile}: ${task} ${done}/${total}`),
  });
  const artefact = encodeGraph(quantized.network.graph);
  const quantizeSeconds = (performance.now() - started) / 1000;
  const model = loadModel(artefact);
  const examples = profile === 'f32' ? Math.min(FLOAT_EXAMPLES, network.examples) : network.examples;
  const { classes, size } = network;
  const counts = { right: 0, kerasRight: 0, agreeing: 0 };
  let [maxError, relativeError] = [0, 0];
  for (let start = 0; start < examples; start += BATCH) {
    const batch = Math.min(BATCH, examples - start);
    onProgress(`${network.name} ${profile}: run ${start}/${examples}`);
    const input = model.encodeReal(network.test.subarray(start * size, (start + batch) * size));
    const outputs = model.decodeReal(model.run(input, batch));
    for (let b = 0; b < batch; b++) {
      const example = start + b;
      const row = outputs.subarray(b * classes, (b + 1) * classes);
      const [predicted, keras, label] = [
        largest(row),
        network.kerasClasses[example]!,
        network.labels[example]!,
      ];
      if (predicted === label) counts.right++;
      if (keras === label) counts.kerasRight++;
      if (predicted === keras) counts.agreeing++;
      const expected = network.kerasOutputs.subarray(example * classes, (example + 1) * classes);
      if (expected.length < classes) continue;
      const error = expected.reduce((most, p, c) => Math.max(most, Math.abs(p - row[c]!)), 0);
      maxError = Math.max(maxError, error);
      relativeError = Math.max(relativeError, error / Math.max(...expected));
    }
  }
  const percent = (count: number): number => (100 * count) / examples;
  return {
    network: network.name,
    profile,
    examples,
    artefactBytes: artefact.length,
    kerasAccuracy: percent(counts.kerasRight),
    accuracy: percent(counts.right),
    loss: percent(counts.kerasRight - counts.right),
    agreement: percent(counts.agreeing),
    maxError,
    relativeError,
    quantizeSeconds,
  };
}

function largest(row: Float64Array): number {
  return row.reduce((best, x, i) => (x > row[best]! ? i : best), 0);
}
