import type { Artefact, Graph, Profile } from '@evm-ml/quantized-runtime';
import type { QuantizeReport, TextOutput } from '@evm-ml/workshop';
import { UserError } from './errors.ts';
import { type GeneratedAnswers, startGenerating } from './generate-network.ts';
import type { Generating } from './generating-options.ts';
import type { InputShapes } from './input-shapes.ts';
import { arrangeExamples } from './io/arrange-examples.ts';
import { readModelSource } from './io/model-source.ts';
import { note } from './io/note.ts';
import { type Examples, elementsOf } from './io/numbers.ts';
import { readExamples } from './io/numbers-file.ts';
import { portsOf } from './io/ports.ts';
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
  /** Bytes of the texts that inputs of strings take; undefined: these take indices. */
  readonly textBytes?: number | undefined;
  /** The text that the output becomes; undefined: numbers leave. */
  readonly textOutput?: TextOutput | undefined;
  /** How it generates; undefined: it answers once. */
  readonly generating?: Generating | undefined;
  /** Bytes of the largest model that the chain takes. */
  readonly limit: number;
}

/** Keras file -> artefact, with a progress line. The same files and profile give the same bytes. */
export async function convertModel({
  model,
  samples,
  profile,
  inputShapes,
  textBytes,
  textOutput,
  generating,
  limit,
}: Conversion): Promise<{
  artefact: Required<Artefact>;
  report: QuantizeReport;
  /** What the user should know of the network itself; one sentence each. */
  notices: readonly string[];
  /** Of a network that generates, with samples: how its answers compare. */
  generated: GeneratedAnswers | undefined;
}> {
  const notices: string[] = [];
  const workshop = await loadWorkshop();
  const { encodeNetwork, importKeras, quantize } = workshop;
  const source = await readModelSource(model);
  const examples = samples === undefined ? undefined : await readExamples(samples, note);
  return withProgress(async (progress) => {
    const onProgress = ({ task, done, total }: { task: string; done: number; total: number }) =>
      progress.update(task, done, total);
    const network = await importKeras(source, {
      onProgress,
      inputShapes,
      ...(textBytes !== undefined && { textBytes }),
      ...(textOutput !== undefined && generating === undefined && { textOutput }),
      onNotice: (sentence) => notices.push(sentence),
    });
    expectRoom(model, network.graph, { profile, limit }, workshop);
    const own = generating && startGenerating(network.graph, generating, workshop);
    const inputs = examples && splitByInput(own?.asked ?? network.graph, samples!, examples);
    const quantized = await quantize(network, inputs && (own?.complete(inputs) ?? inputs), {
      profile,
      onProgress,
    });
    const made = own?.finish(quantized.network, inputs);
    if (made) notices.push(...made.notices);
    const artefact = encodeNetwork(made?.network ?? quantized.network, limit);
    const { loadModel, capacityOf, referenceKernels } = await import('@evm-ml/quantized-runtime');
    // What the chain would refuse is told here, and nothing is written.
    loadModel(artefact.model, { kernels: referenceKernels, capacity: capacityOf({ artefactBytes: limit }) });
    return { artefact, report: quantized.report, notices, generated: made?.answers };
  });
}

/** Refuses a network that no artefact of the chain can hold, before the work of making one. */
function expectRoom(
  model: string,
  graph: Graph,
  { profile, limit }: Pick<Conversion, 'profile' | 'limit'>,
  { leastBytes }: Awaited<ReturnType<typeof loadWorkshop>>,
): void {
  const bytes = leastBytes(graph, profile);
  if (bytes <= limit) return;
  const smaller = leastBytes(graph, 'a8') <= limit ? 'give --profile a16 or a8, ' : '';
  throw new UserError(
    `${model}: in ${profile} its weights alone take ${inMiB(bytes)}, and the chain takes models of ${inMiB(limit)}: ` +
      `${smaller}use a smaller network, or give --limit ${Math.ceil((bytes * 1.1) / 2 ** 20)}MiB if the chain's genesis allows it.`,
  );
}

const inMiB = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** Examples as a file holds them -> for each input its own, one after another. */
function splitByInput(graph: Graph, path: string, examples: Examples): Float32Array[] {
  const ports = portsOf(graph);
  const { count, data } = arrangeExamples(path, examples, ports);
  const lengths = ports.map(({ shape }) => elementsOf(shape));
  const example = lengths.reduce((sum, length) => sum + length, 0);
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    return Float32Array.from({ length: count * length }, (_, i) => {
      return data[Math.floor(i / length) * example + from + (i % length)]!;
    });
  });
}
