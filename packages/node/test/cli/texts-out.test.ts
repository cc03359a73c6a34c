import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mlActions, mlWalletActions } from '@evm-ml/evm/viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showText } from '../../src/cli/io/print-texts.ts';
import { type RunningNode, startNode } from '../../src/index.ts';
import { publicClient, walletClient } from '../support/clients.ts';
import { evmMl } from './evm-ml.ts';

/** A network of Keras that spells numbers: tools/keras/spelling/train.py. */
const spelling = (name: string) =>
  fileURLToPath(new URL(`../../../quantized-runtime/fixtures/keras/spelling/${name}`, import.meta.url));
const NAME = 'acme.office.spelling';
const { answers } = JSON.parse(readFileSync(spelling('answers.json'), 'utf8')) as {
  answers: [string, string][];
};
const SAID = answers.slice(0, 12);

let folder: string;
let node: RunningNode;
const path = (name: string) => join(folder, name);
const TEXTS = ['--vocabulary', spelling('vocabulary.txt'), '--spaces', '--stop', ''];
const convert = (...more: string[]) =>
  evmMl(['convert', spelling('spelling.keras'), '-o', path('spelling.evmml'), '--text-bytes', '4', ...more]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-texts-out-'));
  await writeFile(
    path('numbers.txt'),
    answers
      .slice(0, 400)
      .map(([number]) => `${number}\n`)
      .join(''),
  );
  const { code, stdout } = await convert(...TEXTS, '--samples', path('numbers.txt'));
  expect(code).toBe(0);
  expect(stdout).toMatch(/^output words {2}same text as the float network on 100\.00 %, on .* held back$/m);
  node = await startNode({ port: 0 });
  const [artefact, origin] = ['spelling.evmml', 'spelling.evmml.origin'].map((n) => readFileSync(path(n)));
  const wallet = walletClient(node.url).extend(mlWalletActions());
  await wallet.deployModel({ artefact: artefact!, origin: origin!, name: NAME });
});
afterAll(async () => {
  await node.close();
  await rm(folder, { recursive: true });
});

describe('a model that answers with a text', () => {
  it('gives it to contracts as a string, and says how long it can be', async () => {
    const client = publicClient(node.url).extend(mlActions());
    for (const [text, answer] of SAID) expect(await client.predictText({ model: NAME, text })).toBe(answer);
    expect(await client.describeModel({ model: NAME })).toMatchObject({ inputLength: 4n, outputLength: 59n });
  });

  it('on the command line, here and on the chain', async () => {
    await writeFile(path('some.txt'), SAID.map(([number]) => `${number}\n`).join(''));
    const expected = { code: 0, stderr: '', stdout: SAID.map(([, text]) => `${text}\n`).join('') };
    const predict = (...args: string[]) => evmMl(['predict', NAME, '--rpc', node.url, ...args]);
    expect(await evmMl(['run', path('spelling.evmml'), '--input', path('some.txt')])).toEqual(expected);
    expect(await predict('--input', path('some.txt'))).toEqual(expected);
    const [number, text] = SAID[0]!;
    expect(await predict('--text', number)).toEqual({ code: 0, stderr: '', stdout: `${text}\n` });
  });

  it('converting again gives the same bytes, with the same pieces', async () => {
    const verify = (...more: string[]) =>
      evmMl([
        ...['verify', spelling('spelling.keras'), path('spelling.evmml'), '--text-bytes', '4'],
        ...['--samples', path('numbers.txt'), ...more],
      ]);
    expect(await verify(...TEXTS)).toMatchObject({ code: 0 });
    expect(await verify(...TEXTS.slice(0, 3))).toMatchObject({ code: 1 });
  });

  it.each<[string, string[], RegExp]>([
    ['a stop without a vocabulary', ['--stop', ''], /--spaces and --stop are for texts/],
    ['a vocabulary that is not there', ['--vocabulary', '/nowhere.txt'], /cannot be read/],
    ['a vocabulary of another size', ['--vocabulary', 'short.json'], /2 pieces/],
    ['a list of numbers', ['--vocabulary', 'numbers.json'], /should be a list of texts/],
    ['no JSON', ['--vocabulary', 'broken.json'], /is no JSON/],
    ['no UTF-8', ['--vocabulary', 'latin1.txt'], /is no UTF-8/],
  ])('refused: %s', async (_, args, message) => {
    await writeFile(path('short.json'), '["a", "b"]');
    await writeFile(path('numbers.json'), '[1, 2]');
    await writeFile(path('broken.json'), '["a"');
    await writeFile(path('latin1.txt'), Buffer.from([0xe4, 0x0a]));
    const given = args.map((arg) => (/^\w+\.(json|txt)$/.test(arg) ? path(arg) : arg));
    const { code, stderr } = await convert(...given);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('what would steer a terminal is shown by its number', () => {
    expect(showText('ä \u001b[31m\n\u202e👍')).toBe('ä \\u{1b}[31m\\u{a}\\u{202e}👍');
  });
});
