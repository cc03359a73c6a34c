import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel, loadModel, type Model } from '../../../src/index.ts';
import {
  encodeNetwork,
  exportKeras,
  generate,
  importKeras,
  type Network,
  quantize,
} from '../../../src/workshop/index.ts';
import { fixturePath } from './fixtures.ts';

/**
 * A Transformer that translates, text and tokens in, and what Keras answered to sentences that it never saw:
 * tools/keras/translator/train.py.
 */
const file = (name: string) => readFileSync(fixturePath(`translator/${name}`));
const keras = file('translator.keras');
const pieces = file('vocabulary.txt').toString().split('\n').slice(0, -1);
const { answers } = JSON.parse(file('answers.json').toString()) as { answers: [string, string, string][] };
const samples = JSON.parse(file('samples.json').toString()) as { english: string[]; german: number[][] };
const [TEXT_BYTES, PLACES, START] = [96, 14, 1];
const OPTIONS = { textBytes: TEXT_BYTES };

const bytesOf = (text: string): number[] => {
  const bytes = [...Buffer.from(text)];
  return [...bytes, ...new Array<number>(TEXT_BYTES - bytes.length).fill(0xff)];
};
const tokensOf = (german: string): number[] => {
  const tokens = [START, ...german.split(' ').map((piece) => pieces.indexOf(piece))];
  return [...tokens, ...new Array<number>(PLACES).fill(0)].slice(0, PLACES);
};
/** At each place the token that comes next, when what came before is what was said. */
const nextOf = (model: Model, english: string, said: readonly number[]): number[] => {
  const scores = model.decodeReal(
    model.run(model.encodeReal(Float64Array.from([...bytesOf(english), ...said])), 1),
  );
  return said.map((_, place) => {
    const row = scores.subarray(place * pieces.length, (place + 1) * pieces.length);
    return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  });
};

let network: Network;
let float: Model;
let a16: Model;
let size: number;
beforeAll(async () => {
  network = await importKeras(keras, OPTIONS);
  float = createModel(network.graph);
  const some = { english: samples.english.slice(0, 160), german: samples.german.slice(0, 160) };
  const inputs = [some.english.flatMap(bytesOf), some.german.flat()].map((data) => Float32Array.from(data));
  const artefact = encodeNetwork((await quantize(network, inputs, { profile: 'a16' })).network);
  size = artefact.model.length;
  a16 = loadModel(artefact.model);
}, 120_000);

describe('a Transformer of Keras that takes a text and tokens', () => {
  it('says in floats what Keras says, token by token', () => {
    for (const [english, , said] of answers.slice(0, 60)) {
      const tokens = tokensOf(said);
      const next = nextOf(float, english, tokens);
      const stop = said.split(' ').length;
      expect(next.slice(0, stop + 1)).toEqual([...tokens.slice(1), 0].slice(0, stop + 1));
    }
  });

  it('and in integers, in less than 2 MB', () => {
    const places = answers.slice(0, 150).flatMap(([english, , said]) => {
      const tokens = tokensOf(said);
      const [floats, integers] = [float, a16].map((model) => nextOf(model, english, tokens));
      return floats!.map((token, place) => token === integers![place]);
    });
    expect(places.filter(Boolean).length / places.length).toBeGreaterThanOrEqual(0.999);
    expect(size).toBeLessThan(2e6);
  });

  it('generates in integers what Keras generates, and carries what does not change', () => {
    const text = { pieces, fn: 'words', stop: '' } as const;
    const { graph, recomputed } = generate(a16.graph, { tokens: 'german', start: START, stop: 0, text });
    expect(recomputed).toBeNull();
    const model = createModel(graph);
    const asked = Float64Array.from(answers.flatMap(([english]) => bytesOf(english)));
    const { output } = model.execute(model.encodeReal(asked), answers.length);
    const size = model.outputBytes;
    const said = answers.map((_, row) =>
      Buffer.from(model.decodeText(output.subarray(row * size, (row + 1) * size))).toString(),
    );
    const share = (column: 1 | 2) =>
      said.filter((german, row) => german === answers[row]![column]).length / said.length;
    expect(share(2)).toBeGreaterThanOrEqual(0.995);
    expect(share(1)).toBeGreaterThanOrEqual(0.98);
  });

  it('no place looks at what comes behind it', () => {
    const [english, german] = answers[0]!;
    const whole = tokensOf(german);
    for (const model of [float, a16]) {
      const next = nextOf(model, english, whole);
      for (const known of [1, 3]) {
        const soFar = whole.map((token, place) => (place < known ? token : 0));
        expect(nextOf(model, english, soFar).slice(0, known)).toEqual(next.slice(0, known));
      }
    }
  });

  it('the rows of known places are chosen while it is read, and an export has their tables again', async () => {
    expect(network.graph.nodes.filter(({ op }) => op === 'gather')).toHaveLength(2);
    const again = await importKeras(await exportKeras(network), OPTIONS);
    const [model, [english, , said]] = [createModel(again.graph), answers[0]!];
    expect(nextOf(model, english, tokensOf(said))).toEqual(nextOf(float, english, tokensOf(said)));
  });

  it('refuses places that a table does not have', async () => {
    const files = unzipSync(keras);
    const config = strFromU8(files['config.json']!);
    // The first place is 0 because 1 is taken off.
    const moved = config.replaceAll(/(?<="cumsum\w*", 0, 0\]\}\}, )1(?=\])/g, '2');
    expect(moved).not.toBe(config);
    const broken = zipSync({ ...files, 'config.json': strToU8(moved) });
    await expect(importKeras(broken, OPTIONS)).rejects.toMatchObject({
      code: 'unsupported-setting',
      message: expect.stringMatching(/looks up row -1, and its table has 12/),
    });
  });
});
