import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel, loadModel, type Model, referenceKernels } from '../../../src/index.ts';
import { encodeNetwork, evaluate, exportKeras, importKeras, quantize } from '../../../src/workshop/index.ts';
import { fixturePath, loadFamily } from './fixtures.ts';

/** Spells numbers, and what Keras answered to 2,000 that it never saw: tools/keras/spelling/train.py. */
const keras = readFileSync(fixturePath('spelling/spelling.keras'));
const pieces = readFileSync(fixturePath('spelling/vocabulary.txt'), 'utf8').split('\n').slice(0, -1);
const { answers } = JSON.parse(readFileSync(fixturePath('spelling/answers.json'), 'utf8')) as {
  answers: [string, string][];
};
const L = 4;
const OPTIONS = { textBytes: L, textOutput: { pieces, fn: 'words', stop: '' } } as const;

const inputOf = (texts: readonly string[]): Uint8Array => {
  const bytes = new Uint8Array(texts.length * L).fill(0xff);
  for (const [row, text] of texts.entries()) bytes.set(Buffer.from(text), row * L);
  return bytes;
};

const answersOf = (model: Model, texts: readonly string[]): string[] => {
  const output = model.run(inputOf(texts), texts.length);
  const size = model.outputBytes;
  return texts.map((_, row) =>
    new TextDecoder('utf-8', { fatal: true }).decode(
      model.decodeText(output.subarray(row * size, (row + 1) * size)),
    ),
  );
};

const numbers = answers.map(([number]) => number);
/** Some of those that it was trained on. */
const trained = Array.from({ length: 2000 }, (_, i) => String(5 * i)).filter(
  (text) => !numbers.includes(text),
);
const samples = [Float32Array.from(inputOf(trained))];
let a16: Model;
beforeAll(async () => {
  const { network } = await quantize(await importKeras(keras, OPTIONS), samples, { profile: 'a16' });
  a16 = loadModel(encodeNetwork(network).model);
});

describe('a network of Keras that gives a text', () => {
  it('answers as Keras does, in floats and in integers', async () => {
    const { graph } = await importKeras(keras, OPTIONS);
    const said = answers.map(([, text]) => text);
    expect(answersOf(createModel(graph), numbers)).toEqual(said);
    const different = answersOf(a16, numbers).filter((text, i) => text !== said[i]);
    expect(different.length / said.length).toBeLessThanOrEqual(0.005);
  });

  it('the same bytes on both sets of kernels, alone and in batches', () => {
    const slow = createModel(a16.graph, { kernels: referenceKernels });
    const some = numbers.slice(0, 130);
    expect(slow.run(inputOf(some), some.length)).toEqual(a16.run(inputOf(some), some.length));
    expect(answersOf(a16, some)).toEqual(some.map((text) => answersOf(a16, [text])[0]));
  });

  it('TensorFlow.js says the same of its graph', async () => {
    const { graph } = await importKeras(keras, OPTIONS);
    const some = numbers.slice(0, 40);
    const values = await evaluate(graph, [Float32Array.from(inputOf(some))], some.length);
    const expected = Uint8Array.from(values.get(graph.outputs[0]!.value)!);
    expect(createModel(graph).run(inputOf(some), some.length)).toEqual(expected);
  });

  it('the report tells how many texts stayed the same', async () => {
    const { report } = await quantize(await importKeras(keras, OPTIONS), samples);
    expect(report.outputs).toMatchObject([{ isText: true, agreement: 1 }]);
    const small = await quantize(await importKeras(keras, OPTIONS), samples, { profile: 'a8' });
    expect(small.report.outputs[0]!.agreement).toBeGreaterThan(0.95);
  });

  it('no softmax is computed for a text, and an export has it again', async () => {
    const network = await importKeras(keras, OPTIONS);
    expect(network.graph.nodes.map(({ op }) => op)).not.toContain('softmax');
    expect(a16.outputTextBytes).toBe(6 * 'seventeen'.length + 5);
    const { graph } = await importKeras(await exportKeras(network), { textBytes: L });
    expect(graph.nodes.map(({ op }) => op)).toContain('softmax');
  });

  it('a model of numbers gives no text', async () => {
    const model = createModel((await importKeras(keras, { textBytes: L })).graph);
    expect(model.outputTextBytes).toBe(0);
    expect(() => model.decodeText(model.run(inputOf(['1']), 1))).toThrow(
      expect.objectContaining({ code: 'GivesNoText' }),
    );
  });

  it('one class of all is a text as well', async () => {
    const { bytes } = loadFamily('core').find(({ name }) => name === 'dense')!;
    const plain = await importKeras(bytes);
    const classes = plain.graph.values[plain.graph.outputs[0]!.value]!.shape.at(-1)!;
    const labels = Array.from({ length: classes }, (_, i) => `class ${i}`);
    const { graph } = await importKeras(bytes, { textOutput: { pieces: labels } });
    const [labelled, numbered] = [createModel(graph), createModel(plain.graph)];
    const input = labelled.encodeReal(
      Float64Array.from({ length: labelled.inputLength }, (_, i) => i / 9 - 1),
    );
    const scores = [...numbered.decodeReal(numbered.run(input, 1))];
    const text = Buffer.from(labelled.decodeText(labelled.run(input, 1))).toString();
    expect(text).toBe(labels[scores.indexOf(Math.max(...scores))]);
  });

  it.each<[string, Partial<(typeof OPTIONS)['textOutput']> & { pieces?: readonly string[] }, RegExp]>([
    ['fewer pieces than classes', { pieces: pieces.slice(1) }, /gives \[6,31\].*30 pieces/],
    ['more', { pieces: [...pieces, 'million'] }, /32 pieces/],
    ['a stop that is no piece', { stop: 'end' as '' }, /no piece "end"/],
    ['nothing but empty pieces', { pieces: pieces.map(() => '') }, /empty pieces alone/],
  ])('refused: %s', async (_, change, message) => {
    const textOutput = { ...OPTIONS.textOutput, ...change };
    await expect(importKeras(keras, { textBytes: L, textOutput })).rejects.toThrow(message);
  });
});
