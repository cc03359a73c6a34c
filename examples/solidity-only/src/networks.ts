import { CONTESTS, modelFile, rowBytes } from '@evm-ml/example-contest';

/** One labelled row of a contest. */
export interface Example {
  /** In units of 1e-18. */
  readonly input: readonly bigint[];
  readonly label: number;
}

/** A network of the contests, and all rows that it can be asked. */
export interface Network {
  readonly what: string;
  /** Under which the chain with PREDICT knows it. */
  readonly name: string;
  readonly artefact: Uint8Array;
  readonly examples: readonly Example[];
}

/** The small network that wins the contest over two features, then two larger ones over images. */
export function readNetworks(): readonly Network[] {
  const read = (contest: 'digits' | 'wine', name: string, what: string): Network => ({
    what,
    name: `${name}.${contest}.solidity-only`,
    artefact: modelFile(`${contest}-${name}.evmml`),
    examples: readExamples(contest),
  });
  return [
    read('wine', 'tanh', '2-8-3, tanh, 51 parameters'),
    read('digits', 'dense', '64-16-10, relu, 1,210 parameters'),
    read('digits', 'convolutional', 'two convolutions, 3,706 parameters'),
  ];
}

function readExamples(contest: 'digits' | 'wine'): readonly Example[] {
  const { task } = CONTESTS.find(({ name }) => name === contest)!;
  const rows = modelFile(`${contest}.rows`);
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
  const length = rowBytes(task);
  const numberAt = (place: number) => (task.width === 1 ? view.getInt8(place) : view.getInt16(place));
  return Array.from({ length: rows.length / length }, (_, row) => ({
    input: Array.from(
      { length: task.features },
      (_, feature) => BigInt(numberAt(row * length + feature * task.width)) * task.unit,
    ),
    label: view.getUint8((row + 1) * length - 1),
  }));
}
