import { readFileSync } from 'node:fs';
import { clearProgress, showProgress } from '@evm-ml/example-story';
import type { Artefact, Graph } from '@evm-ml/quantized-runtime';
import { encodeNetwork, importKeras, quantize } from '@evm-ml/workshop';
import { modelPath, readTable } from './wine-data.ts';

/** The artefact and what it came from. */
export interface Converted {
  /** The network in floats, as Keras has it. */
  readonly graph: Graph;
  readonly artefact: Required<Artefact>;
  readonly kerasBytes: number;
  /** Lots of the training split that chose the ranges; the others say what it is worth. */
  readonly samples: number;
}

/** wine.keras -> artefact in profile a16, with a progress line. */
export async function convertWine(): Promise<Converted> {
  const file = readFileSync(modelPath('wine.keras'));
  const rows = readTable('train.csv');
  const samples = Float32Array.from(rows.flat(), Number);
  const network = await importKeras(file, { onProgress: showProgress });
  const { network: quantized, report } = await quantize(network, [samples], {
    profile: 'a16',
    onProgress: showProgress,
  });
  clearProgress();
  return {
    graph: network.graph,
    artefact: encodeNetwork(quantized),
    kerasBytes: file.length,
    samples: report.examples,
  };
}
