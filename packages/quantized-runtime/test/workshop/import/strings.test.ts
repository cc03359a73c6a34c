import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../src/index.ts';
import { createModel, loadModel } from '../../../src/index.ts';
import { encodeNetwork, evaluate, exportKeras, importKeras, quantize } from '../../../src/workshop/index.ts';
import { fixturePath, loadFamily, relativeError } from './fixtures.ts';

/** Networks that take strings and what Keras with TensorFlow answered: tools/keras/make_string_fixtures.py. */
const files = unzipSync(readFileSync(fixturePath('strings/networks.zip')));
const cases = Object.keys(files)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const stem = name.slice(0, -'.json'.length);
    const { texts, outputs } = JSON.parse(strFromU8(files[name]!)) as { texts: string[][]; outputs: string };
    const data = Buffer.from(outputs, 'base64');
    const expected = new Float32Array(Uint8Array.from(data).buffer);
    return { stem, bytes: files[`${stem}.keras`]!, texts, expected };
  });

const TEXT_BYTES = 40;

/** One array a port: bytes of its texts as numbers. */
const numbersOf = (texts: readonly (readonly string[])[]): Float32Array[] =>
  texts[0]!.map((_, port) =>
    Float32Array.from(
      texts.flatMap((example) => {
        const bytes = new TextEncoder().encode(example[port]!);
        return Array.from({ length: TEXT_BYTES }, (_, i) => bytes[i] ?? 0xff);
      }),
    ),
  );

async function answer(graph: Graph, texts: readonly (readonly string[])[]): Promise<Float32Array> {
  const values = await evaluate(graph, numbersOf(texts), texts.length);
  return values.get(graph.outputs[0]!.value)!;
}

describe('networks of strings answer texts as Keras does', () => {
  it.each(cases.map((c) => [c.stem, c] as const))('%s', async (_, { bytes, texts, expected }) => {
    const network = await importKeras(bytes, { textBytes: TEXT_BYTES });
    expect(network.graph.inputs.map(({ kind }) => kind)).toEqual(texts[0]!.map(() => 'text'));
    expect(relativeError(await answer(network.graph, texts), expected)).toBeLessThanOrEqual(1e-5);
    const again = await importKeras(await exportKeras(network), { textBytes: TEXT_BYTES });
    expect(relativeError(await answer(again.graph, texts), expected)).toBeLessThanOrEqual(1e-5);
  });
});

it('an artefact in integers reads texts and stays near Keras', async () => {
  const { bytes, texts, expected } = cases.find(({ stem }) => stem === 'words_lower')!;
  const network = await importKeras(bytes, { textBytes: TEXT_BYTES });
  const { network: integers } = await quantize(network, numbersOf(texts), { profile: 'a16' });
  const model = loadModel(encodeNetwork(integers).model);
  const given = model.decodeReal(model.run(Uint8Array.from(numbersOf(texts)[0]!), texts.length));
  expect(relativeError(Float32Array.from(given), expected)).toBeLessThan(0.01);
});

it('without samples letters are made up, and no range is missed', async () => {
  const { bytes } = cases.find(({ stem }) => stem === 'count')!;
  const network = await importKeras(bytes, { textBytes: TEXT_BYTES });
  const { network: integers, report } = await quantize(network, undefined, { profile: 'a16' });
  expect(report.assumptions.join()).toContain('a text of random lower-case letters');
  expect(createModel(integers.graph).inputLength).toBe(TEXT_BYTES);
});

describe('what cannot be followed is refused by name', () => {
  /** A network of the family whose layer has other settings. */
  function changed(stem: string, change: (config: string) => string): Uint8Array {
    const parts = unzipSync(cases.find((c) => c.stem === stem)!.bytes);
    const config = change(strFromU8(parts['config.json']!));
    expect(config).not.toBe(strFromU8(parts['config.json']!));
    return zipSync({ ...parts, 'config.json': strToU8(config) });
  }
  const set = (name: string, value: unknown) => (config: string) =>
    config.replace(
      new RegExp(`"${name}": (null|"[^"]*"|\\d+|\\[[^\\]]*\\])`),
      `"${name}": ${JSON.stringify(value)}`,
    );

  it.each<[string, string, (config: string) => string, RegExp]>([
    ['code that standardizes', 'words_lower', set('standardize', 'my_package>clean'), /standardize is code/],
    ['code that splits', 'words_lower', set('split', 'my_package>cut'), /split is code/],
    ['n-grams', 'words_lower', set('ngrams', 2), /n-grams/],
    ['another encoding', 'words_lower', set('encoding', 'utf-16'), /not UTF-8/],
    ['a word twice', 'words_lower', set('vocabulary', ['a', 'a']), /a word twice/],
    ['the unknown as a word', 'words_lower', set('vocabulary', ['a', '[UNK]']), /twice, or one that stands/],
    ['no words', 'words_lower', set('vocabulary', []), /no words/],
    ['numbers for words', 'words_lower', set('vocabulary', [1, 2]), /not of words/],
    [
      'tokens beyond the table',
      'words_lower',
      set('vocabulary', [...'abcdefghi']),
      /below 10, and .* up to 10/,
    ],
    ['no length', 'words_lower', set('output_sequence_length', null), /set output_sequence_length/],
    ['several unknown tokens', 'masked', set('num_oov_indices', 2), /one token for all unknown words/],
    ['a wide code', 'count_padded', set('max_tokens', 600), /600 columns, and 512/],
    [
      'several strings in one input',
      'words_lower',
      (c) => c.replaceAll('[null, 1]', '[null, 2]'),
      /one string each/,
    ],
  ])('%s', async (_, stem, change, message) => {
    await expect(importKeras(changed(stem, change), { textBytes: TEXT_BYTES })).rejects.toMatchObject({
      name: 'ImportError',
      message: expect.stringMatching(message),
    });
  });

  it('a vocabulary that is not in the file', async () => {
    const parts = unzipSync(cases.find((c) => c.stem === 'adapted')!.bytes);
    const kept = Object.fromEntries(Object.entries(parts).filter(([name]) => !name.startsWith('assets/')));
    await expect(importKeras(zipSync(kept), { textBytes: 9 })).rejects.toThrow(/not in the file/);
  });

  it.each([0, 1.5, -1, 2 ** 24 + 1, Number.NaN])('a text of %s bytes', async (textBytes) => {
    await expect(importKeras(cases[0]!.bytes, { textBytes })).rejects.toThrow(/give a whole number from 1/);
  });
});

it('without a length of texts the port takes the indices, as ever', async () => {
  const text = loadFamily('text').find(({ name }) => name === 'text')!;
  const { graph } = await importKeras(text.bytes);
  expect(graph.inputs.map(({ kind }) => kind)).toEqual(['index']);
});
