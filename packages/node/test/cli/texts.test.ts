import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { walletClient } from '../support/clients.ts';
import { evmMl, wineFile } from './evm-ml.ts';

/** TextVectorization, Embedding and LSTM, saved by Keras: tools/keras/make_string_fixtures.py. */
const fixture = new URL('../../../quantized-runtime/fixtures/keras/strings/networks.zip', import.meta.url);
const NAME = 'acme.desk.mood';
const TEXTS = ['a red apple', 'blue sky', '', 'äpfel, 日本'];

let folder: string;
let node: RunningNode;
const path = (name: string) => join(folder, name);
const convert = (...more: string[]) => [
  ...['convert', path('mood.keras'), '-o', path('mood.evmml'), '--samples', path('texts.txt')],
  ...more,
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-texts-'));
  await writeFile(
    path('mood.keras'),
    unzipSync(readFileSync(fixture))['words_lower_and_strip_punctuation.keras']!,
  );
  await writeFile(path('texts.txt'), `${TEXTS.join('\n')}\n`);
  expect(await evmMl(convert('--text-bytes', '24'))).toMatchObject({ code: 0 });
  node = await startNode({ port: 0 });
  const [artefact, origin] = ['mood.evmml', 'mood.evmml.origin'].map((name) => readFileSync(path(name)));
  const wallet = walletClient(node.url).extend(mlWalletActions());
  await wallet.deployModel({ artefact: artefact!, origin: origin!, name: NAME });
});
afterAll(async () => {
  await node.close();
  await rm(folder, { recursive: true });
});

describe('texts in files and on the command line', () => {
  it('a text is answered here as on the chain, alone and in a file', async () => {
    const run = (...args: string[]) => evmMl(['run', path('mood.evmml'), ...args]);
    const predict = (...args: string[]) => evmMl(['predict', NAME, '--rpc', node.url, ...args]);
    const all = await run('--input', path('texts.txt'));
    expect(all).toMatchObject({ code: 0, stderr: '' });
    const rows = JSON.parse(all.stdout) as number[][];
    expect(rows).toHaveLength(TEXTS.length);
    expect(new Set(rows.map(String)).size).toBeGreaterThan(2);
    expect(await predict('--input', path('texts.txt'))).toEqual(all);
    for (const [index, text] of TEXTS.entries()) {
      const alone = await predict('--text', text);
      expect(JSON.parse(alone.stdout)).toEqual([rows[index]]);
    }
    expect(await run('--text', 'A RED, apple!')).toEqual(await run('--text', 'a red apple'));
  });

  it('converting again gives the same bytes, with as many bytes of text', async () => {
    const verify = (bytes: string) =>
      evmMl([
        ...['verify', path('mood.keras'), path('mood.evmml'), '--samples', path('texts.txt')],
        ...['--text-bytes', bytes],
      ]);
    expect(await verify('24')).toMatchObject({ code: 0 });
    expect(await verify('25')).toMatchObject({ code: 1 });
  });

  it.each<[string, () => string[], RegExp]>([
    [
      'longer than the model takes',
      () => ['run', path('mood.evmml'), '--text', 'x'.repeat(25)],
      /text 1 has more than 24 bytes.*--text-bytes 25/,
    ],
    ['neither a file nor a text', () => ['run', path('mood.evmml')], /either --input .* or --text/],
    [
      'both',
      () => ['run', path('mood.evmml'), '--text', 'a', '--input', path('texts.txt')],
      /either --input/,
    ],
    [
      'a text for numbers',
      () => ['convert', wineFile('wine.keras'), '-o', path('no'), '--samples', path('texts.txt')],
      /holds texts, and the model takes something else/,
    ],
    ['texts for indices', () => convert(), /holds texts, and .*--text-bytes/],
    ['samples longer than a text', () => convert('--text-bytes', '5'), /text 1 has more than 5 bytes/],
    ['no count of bytes', () => convert('--text-bytes', '0'), /whole number of bytes/],
  ])('refused: %s', async (_, args, message) => {
    const { code, stdout, stderr } = await evmMl(args());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
