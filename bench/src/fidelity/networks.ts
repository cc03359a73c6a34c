import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { elementCount } from '@evm-ml/quantized-runtime';

/** Files written by tools/keras/fidelity/train.py. */
const FOLDER = new URL('../../fidelity/', import.meta.url);

/** Networks trained with real Keras, and the data set that each was trained on. */
export const NETWORKS = {
  digits_mlp: 'digits',
  digits_cnn: 'digits',
  mnist_mlp: 'mnist',
  mnist_cnn: 'mnist',
  mnist_mobilenet: 'mnist',
  mnist_resnet: 'mnist',
  mnist_lstm: 'mnist',
  sequence_gru: 'sequences',
  sequence_transformer: 'sequences',
} as const;

export type NetworkName = keyof typeof NETWORKS;

/** A trained network with its test split and what Keras itself says about it. */
export interface TrainedNetwork {
  readonly name: NetworkName;
  readonly data: string;
  readonly file: Uint8Array;
  readonly classes: number;
  readonly examples: number;
  /** Numbers of one example. */
  readonly size: number;
  /** [examples, size]. */
  readonly test: Float32Array;
  readonly labels: readonly number[];
  /** Calibration examples, from the training split. */
  readonly samples: Float32Array;
  /** Keras's class of each example. */
  readonly kerasClasses: Uint8Array;
  /** Keras's outputs of the first examples, [probed, classes]. */
  readonly kerasOutputs: Float32Array;
}

interface Facts {
  readonly shape: readonly number[];
  readonly examples: number;
  readonly labels: readonly number[];
}

export function loadNetwork(name: NetworkName): TrainedNetwork {
  const data = NETWORKS[name];
  const facts: Facts = JSON.parse(readFileSync(new URL(`${data}.json`, FOLDER), 'utf8'));
  const outputs = unpack(`${name}.outputs.gz`);
  const kerasOutputs = Float32Array.from({ length: outputs.length / 4 }, (_, i) =>
    outputs.readFloatLE(4 * i),
  );
  return {
    name,
    data,
    file: readFileSync(new URL(`${name}.keras`, FOLDER)),
    classes: Math.max(...facts.labels) + 1,
    examples: facts.examples,
    size: elementCount(facts.shape),
    test: Float32Array.from(unpack(`${data}.test.gz`)),
    labels: facts.labels,
    samples: Float32Array.from(unpack(`${data}.samples.gz`)),
    kerasClasses: unpack(`${name}.classes.gz`),
    kerasOutputs,
  };
}

function unpack(file: string): Buffer {
  return gunzipSync(readFileSync(new URL(file, FOLDER)));
}
