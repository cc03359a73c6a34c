import { createModel, type Graph, loadModel, wasmKernels } from '@evm-ml/quantized-runtime';
import {
  encodeNetwork,
  generate,
  importKeras,
  type Network,
  quantize,
  sweep,
  withOwnTokens,
} from '@evm-ml/quantized-runtime/workshop';
import {
  bytesOf,
  generating,
  readArtefact,
  readKeras,
  readSamples,
  type Sentence,
  TEXT_BYTES,
  type Vocabulary,
} from './sentences.ts';

export const importTranslator = (): Promise<Network> => importKeras(readKeras(), { textBytes: TEXT_BYTES });

/** The float network, simplified, before anything makes it generate: text and tokens in, scores out. */
export async function floatNetwork(imported: Network): Promise<Graph> {
  const { network } = await quantize(imported, undefined, { profile: 'f32' });
  return network.graph;
}

/**
 * The integer network that the example's artefact holds, before anything makes it generate. Throws if the artefact, made
 * again from it, has other bytes: then the two would not be compared.
 */
export async function integerNetwork(imported: Network, vocabulary: Vocabulary): Promise<Graph> {
  const options = generating(vocabulary);
  const samples = withOwnTokens(imported.graph, [readSamples()], options);
  const { network } = await quantize(imported, samples, { profile: 'a16' });
  const { graph } = generate(network.graph, options);
  const { model } = encodeNetwork({ ...network, graph });
  if (!Buffer.from(model).equals(readArtefact()))
    throw new Error('examples/translator/model/translator.evmml is not what the Keras file becomes');
  return network.graph;
}

export const readArtefactGraph = (): Graph => loadModel(readArtefact()).graph;

/** The value of the English tokens. */
export function englishTokens(graph: Graph): number {
  const tokenizer = graph.nodes.find(({ op }) => op === 'tokenize');
  if (tokenizer === undefined) throw new Error('the network takes no text');
  return tokenizer.outputs[0]!;
}

/** English tokens of each sentence, as the network itself reads them. */
export function tokenize(graph: Graph, sentences: readonly Sentence[]): Int32Array[] {
  const reader = sweep({
    ...graph,
    inputs: graph.inputs.filter(({ kind }) => kind === 'text'),
    outputs: [{ name: 'tokens', value: englishTokens(graph) }],
  });
  const model = createModel(reader, { kernels: wasmKernels });
  return sentences.map(({ english }) =>
    Int32Array.from(model.decodeReal(model.run(model.encodeReal(bytesOf(english)), 1))),
  );
}
