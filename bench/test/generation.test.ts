import { createModel, type Graph } from '@evm-ml/quantized-runtime';
import { generate } from '@evm-ml/quantized-runtime/workshop';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { cut } from '../src/generation/cut.ts';
import { prepareEvmMl } from '../src/generation/evm-ml.ts';
import { checkAnswers, measureTranslators } from '../src/generation/measure.ts';
import { englishTokens, floatNetwork, importTranslator, tokenize } from '../src/generation/networks.ts';
import { createSession, prepareCarried, prepareHalves, prepareWhole } from '../src/generation/onnxruntime.ts';
import { rowsOf, tableOf } from '../src/generation/report.ts';
import { bytesOf, generating, readSentences, readVocabulary } from '../src/generation/sentences.ts';
import { valueName } from '../src/inference/onnx-writer.ts';

const sentences = readSentences(2);
const vocabulary = readVocabulary();
const options = generating(vocabulary);
const PLACES = 14;
let graph: Graph;
let english: Int32Array[];
beforeAll(async () => {
  graph = await floatNetwork(await importTranslator());
  english = tokenize(graph, sentences);
});

describe('the translator as ONNX', () => {
  test('gives the scores of the f32 graph, to rounding', async () => {
    const german = Int32Array.from({ length: PLACES }, (_, place) =>
      place === 0 ? vocabulary.start : 3 * place,
    );
    const model = createModel(graph);
    const expected = model.decodeReal(
      model.run(model.encodeReal(Float64Array.from([...bytesOf(sentences[0]!.english), ...german])), 1),
    );
    const [source, scores] = [englishTokens(graph), graph.outputs[0]!.value];
    const tokens = graph.inputs.find(({ name }) => name === options.tokens)!.value;
    const session = await createSession('whole', cut(graph, graph.nodes, [source, tokens], [scores]));
    const outputs = await session.run({
      [valueName(source)]: new ort.Tensor('int32', english[0]!, [english[0]!.length]),
      [valueName(tokens)]: new ort.Tensor('int32', german, [PLACES]),
    });
    const found = outputs[valueName(scores)]!.data as Float32Array;
    expect(found).toHaveLength(expected.length);
    const furthest = found.reduce((most, y, i) => Math.max(most, Math.abs(y - expected[i]!)), 0);
    expect(furthest).toBeLessThan(1e-3);
  });

  test('says in all its forms what Keras says, and so does evm-ml', async () => {
    const { graph: loop } = generate(graph, options);
    const translators = [
      prepareEvmMl({ name: 'evm-ml wasm', arithmetic: 'f32', how: 'carried' }, loop, sentences),
      await prepareCarried(loop, english, vocabulary, PLACES),
      await prepareHalves(graph, options.tokens, english, vocabulary),
      await prepareWhole(graph, options.tokens, english, vocabulary),
    ];
    for (const translator of translators)
      expect(await checkAnswers(translator, sentences)).toBe(
        sentences.reduce((sum, { german }) => sum + german.split(' ').length + 1, 0),
      );
  });
});

test('who says something else than Keras is no row of the table, but an error', async () => {
  const silent = {
    ...{ name: 'silent', arithmetic: 'none', how: 'never' },
    ask: () => {},
    answer: () => ({ text: '', tokens: 1 }),
  };
  await expect(checkAnswers(silent, sentences)).rejects.toThrow(/silent, none, never: says "" in 1 tokens/);
});

test('translators are asked in turns, and ratios are over the baseline', async () => {
  const calls: string[] = [];
  const translator = (name: string) => ({
    ...{ name, arithmetic: 'f32', how: 'at once' },
    ask: (index: number) => void calls.push(`${name}${index}`),
    answer: () => ({ text: '', tokens: 1 }),
  });
  const pair = [translator('a'), translator('b')];
  const spent = await measureTranslators(pair, 1, 2, () => {});
  // Each time once to be warm.
  expect(calls).toEqual(['a0', 'a0', 'b0', 'b0', 'a0', 'a0', 'b0', 'b0']);
  expect(spent).toHaveLength(2);
  const rows = rowsOf(
    pair,
    [
      { wall: 100, processor: 50 },
      { wall: 400, processor: 200 },
    ],
    10,
    1,
  );
  expect(rows[0]).toMatchObject({
    tokensPerSecond: 200_000,
    processor: 5,
    processorRatio: 0.25,
    wallRatio: 0.25,
  });
  expect(tableOf(rows)).toContain('| a | f32 | at once | 200,000 | 5.0 | 0.25 | 10.0 | 0.25 |');
});
