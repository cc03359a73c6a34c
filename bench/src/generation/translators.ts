import { generate } from '@evm-ml/quantized-runtime/workshop';
import { prepareEvmMl } from './evm-ml.ts';
import { floatNetwork, importTranslator, integerNetwork, readArtefactGraph, tokenize } from './networks.ts';
import { prepareCarried, prepareHalves, prepareWhole } from './onnxruntime.ts';
import { generating, readVocabulary, type Sentence } from './sentences.ts';
import type { Translator } from './translator.ts';

const OURS = 'evm-ml wasm';
const CARRIED = 'one place, keys and values carried';
const WHOLE = 'the whole decoder again';

/** All that are compared, in the order of the table. Takes a minute: the integer network is made again. */
export async function prepareTranslators(sentences: readonly Sentence[]): Promise<Translator[]> {
  const vocabulary = readVocabulary();
  const options = generating(vocabulary);
  const imported = await importTranslator();
  const integers = await integerNetwork(imported, vocabulary);
  const floats = await floatNetwork(imported);
  const english = tokenize(floats, sentences);
  const floatsCarried = generate(floats, options).graph;
  const places = floats.values[floats.inputs.find(({ name }) => name === options.tokens)!.value]!.shape[0]!;
  const ours = (arithmetic: string, how: string) => ({ name: OURS, arithmetic, how });
  return [
    prepareEvmMl(ours('a16', CARRIED), readArtefactGraph(), sentences),
    prepareEvmMl(ours('a16', WHOLE), generate(integers, { ...options, carry: false }).graph, sentences),
    prepareEvmMl(ours('f32', CARRIED), floatsCarried, sentences),
    await prepareCarried(floatsCarried, english, vocabulary, places),
    await prepareHalves(floats, options.tokens, english, vocabulary),
    await prepareWhole(floats, options.tokens, english, vocabulary),
  ];
}
