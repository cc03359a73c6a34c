import type { Artefact, Graph, Profile } from '@evm-ml/quantized-runtime';
import type { QuantizeReport } from '@evm-ml/workshop';
import { UserError } from './errors.ts';
import type { InputShapes } from './input-shapes.ts';
import { readModelSource } from './io/model-source.ts';
import type { Numbers } from './io/numbers.ts';
import { readNumbers } from './io/numbers-file.ts';
import { loadWorkshop } from './load-workshop.ts';
import { withProgress } from './progress.ts';

/** What to convert, as `convert` and `verify` are asked. */
export interface Conversion {
  /** Path of the Keras file. */
  readonly model: string;
  /** Path of examples in the model's own units. */
  readonly samples?: string | undefined;
  readonly profile: Profile;
  /** Shapes, without the batch axis, of inputs that the file leaves open. */
  readonly inputShapes: InputShapes;
}

/** Keras file -> artefact, with a progress line. The same files and profile give the same bytes. */
export async function convertModel({ model, samples, profile, inputShapes }: Conversion): Promise<{
  artefact: Required<Artefact>;
  report: QuantizeReport;
  /** What the user should know of the network itself; one sentence each. */
  notices: readonly string[];
}> {
  const notices: string[] = [];
  const { encodeNetwork, importKeras, quantize } = await loadWorkshop();
  const source = await readModelSource(model);
  const examples = samples === undefined ? undefined : { path: samples, ...(await readNumbers(samples)) };
  return withProgress(async (progress) => {
    const onProgress = ({ task, done, total }: { task: string; done: number; total: number }) =>
      progress.update(task, done, total);
    const network = await importKeras(source, {
      onProgress,
      inputShapes,
      onNotice: (sentence) => notices.push(sentence),
    });
    const inputs = examples && splitByInput(network.graph, examples);
    const quantized = await quantize(network, inputs, { profile, onProgress });
    return { artefact: encodeNetwork(quantized.network), report: quantized.report, notices };
  });
}

/** Examples as the file holds them -> for each input its own, one after another. */
function splitByInput(graph: Graph, { path, data }: Numbers & { path: string }): Float32Array[] {
  const lengths = graph.inputs.map(({ value }) =>
    (graph.values[value]?.shape ?? []).reduce((product, length) => product * length, 1),
  );
  const example = lengths.reduce((sum, length) => sum + length, 0);
  const count = data.length / example;
  if (!Number.isInteger(count) || count === 0) {
    throw new UserError(
      `${path}: the model takes ${example} numbers an example and the file has ${data.length}; ` +
        'give a whole number of examples.',
    );
  }
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    return Float32Array.from({ length: count * length }, (_, i) => {
      return data[Math.floor(i / length) * example + from + (i % length)]!;
    });
  });
}
