import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { predictAbi } from '@evm-ml/evm';
import { mlActions, mlWalletActions } from '@evm-ml/evm/viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { publicClient, walletClient } from '../support/clients.ts';
import { evmMl } from './evm-ml.ts';

/** Untrained networks that tell the next token, and what Keras answers: tools/keras/make_generating_fixtures.py. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../quantized-runtime/fixtures/keras/generating/${name}`, import.meta.url));
const { given, answers, stop } = JSON.parse(readFileSync(fixture('answers.json'), 'utf8'))['transformer'] as {
  given: number[][];
  answers: number[][];
  stop: number;
};
const NAME = 'acme.desk.answers';
/** An answer's tokens, with the one that ends it. */
const taken = (answer: number[]) => answer.slice(0, answer.indexOf(stop) < 0 ? 7 : answer.indexOf(stop) + 1);

let folder: string;
let node: RunningNode;
const path = (name: string) => join(folder, name);
const GENERATE = ['--generate', 'tokens', '--start', '1', '--stop', String(stop)];
const convert = (name: string, ...more: string[]) =>
  evmMl([
    'convert',
    fixture('transformer.keras'),
    '-o',
    path(name),
    '--samples',
    path('asked.json'),
    ...more,
  ]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-generating-'));
  await writeFile(path('asked.json'), JSON.stringify(given));
  await writeFile(
    path('words.txt'),
    answers
      .map((_, i) => (i === stop ? '\n' : `w${i}\n`))
      .slice(0, 11)
      .join(''),
  );
  const { code, stdout } = await convert('answers.evmml', ...GENERATE);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^answers {2}24 of 24 are those of the float network, of 5\.7 tokens on average$/m);
  node = await startNode({ port: 0 });
  const [artefact, origin] = ['answers.evmml', 'answers.evmml.origin'].map((n) => readFileSync(path(n)));
  const wallet = walletClient(node.url).extend(mlWalletActions());
  await wallet.deployModel({ artefact: artefact!, origin: origin!, name: NAME });
});
afterAll(async () => {
  await node.close();
  await rm(folder, { recursive: true });
});

describe('a network that generates', () => {
  it('answers contracts token by token, as Keras does', async () => {
    const client = publicClient(node.url).extend(mlActions());
    for (const [index, input] of given.entries()) {
      const answer = taken(answers[index]!);
      expect(await client.generate({ model: NAME, input })).toEqual(answer);
      expect(await client.generate({ model: NAME, input, mostSteps: 2 })).toEqual(answer.slice(0, 2));
    }
    expect(await client.describeModel({ model: NAME })).toMatchObject({ steps: 7n });
    const { gas, leastGas } = await client.getModel({ model: NAME });
    expect(gas).toBeGreaterThan(leastGas);
  });

  it('costs the steps that it took, and an estimate has room for all that it may', async () => {
    const client = publicClient(node.url).extend(mlActions());
    const wallet = walletClient(node.url);
    const short = answers.findIndex((answer) => taken(answer).length < 5);
    const long = answers.findIndex((answer) => taken(answer).length === 7);
    const ask = async (index: number) => {
      const { address } = wallet.account;
      const input = given[index]!.map((token) => BigInt(token) * 10n ** 18n);
      const call = { address: '0x0000000000000000000000000000000000004D4C', abi: predictAbi } as const;
      const request = { ...call, functionName: 'generate', args: [NAME, input, 0n] } as const;
      const gas = await client.estimateContractGas({ ...request, account: address });
      const hash = await wallet.writeContract({ ...request, gas } as never);
      const receipt = await client.getTransactionReceipt({ hash });
      return { gas, receipt, trace: await client.getPredictionTrace({ hash }) };
    };
    const [a, b] = [await ask(short), await ask(long)];
    expect([a.receipt.status, b.receipt.status]).toEqual(['success', 'success']);
    expect(b.receipt.gasUsed).toBeGreaterThan(a.receipt.gasUsed);
    expect(a.gas).toBeGreaterThan(a.receipt.gasUsed);
    // The bound is that of seven steps, whatever was taken.
    expect(Number(a.gas)).toBeGreaterThanOrEqual(Number(b.receipt.gasUsed));
    expect(a.trace[0]).toMatchObject({ steps: [taken(answers[short]!).length] });
  });

  it('on the command line, as numbers or as a text', async () => {
    const { stdout } = await evmMl(['run', path('answers.evmml'), '--input', path('asked.json')]);
    expect(JSON.parse(stdout)).toEqual(answers);
    const words = [
      '--generate',
      'tokens',
      '--start',
      'w1',
      '--stop',
      '',
      '--vocabulary',
      path('words.txt'),
      '--spaces',
    ];
    expect((await convert('words.evmml', ...words)).code).toBe(0);
    const said = await evmMl(['run', path('words.evmml'), '--input', path('asked.json')]);
    const text = (answer: number[]) =>
      taken(answer)
        .filter((token) => token !== stop)
        .map((token) => `w${token}`)
        .join(' ');
    expect(said.stdout).toBe(answers.map((answer) => `${text(answer)}\n`).join(''));
    const verified = await evmMl([
      ...['verify', fixture('transformer.keras'), path('words.evmml'), '--samples', path('asked.json')],
      ...words,
    ]);
    expect(verified.stdout).toContain('the bytes agree');
  });

  it('tells how much it runs, and gives back the Keras model', async () => {
    const { stdout } = await evmMl(['inspect', path('answers.evmml')]);
    expect(stdout).toMatch(/^generates +at most 7 steps/m);
    expect((await evmMl(['export', path('answers.evmml'), '-o', path('back.keras')])).code).toBe(0);
  });
});

it('a series goes on, as many rows as a contract asks for', async () => {
  const read = (name: string) =>
    fileURLToPath(new URL(`../../../quantized-runtime/fixtures/keras/forecast/${name}`, import.meta.url));
  const { samples, given, answers } = JSON.parse(readFileSync(read('answers.json'), 'utf8')) as Record<
    'samples' | 'given' | 'answers',
    number[][][]
  >;
  await writeFile(path('windows.json'), JSON.stringify(samples));
  const { code } = await evmMl([
    ...['convert', read('forecast.keras'), '-o', path('forecast.evmml'), '--samples', path('windows.json')],
    ...['--forecast', 'window', '--steps', '12'],
  ]);
  expect(code).toBe(0);
  const [artefact, origin] = ['forecast.evmml', 'forecast.evmml.origin'].map((n) => readFileSync(path(n)));
  const wallet = walletClient(node.url).extend(mlWalletActions());
  await wallet.deployModel({ artefact: artefact!, origin: origin!, name: 'acme.weather.hours' });
  const client = publicClient(node.url).extend(mlActions());
  for (const mostSteps of [1, 5, 12]) {
    const rows = await client.generate({ model: 'acme.weather.hours', input: given[0]!.flat(), mostSteps });
    expect(rows).toHaveLength(2 * mostSteps);
    const errors = rows.map((number, index) => Math.abs(number - answers[0]!.flat()[index]!));
    expect(Math.max(...errors)).toBeLessThan(0.35);
  }
});

it.each([
  [['--forecast', 'source'], /--forecast needs --steps/],
  [['--forecast', 'source', '--steps', '3', '--start', '1'], /--forecast is for rows of numbers/],
  [['--forecast', 'source', '--steps', '3'], /"source" takes no rows of real numbers/],
  [['--generate', 'tokens'], /--generate needs --start/],
  [['--start', '1'], /are for networks that generate: give --generate or --forecast/],
  [['--generate', 'words', '--start', '1'], /has no input "words".*only "source", "tokens"/],
  [['--generate', 'tokens', '--start', 'x'], /--start x: give the number of a token, or --vocabulary/],
  [['--generate', 'tokens', '--start', '11'], /first token, 11, should be a whole number from 0 to 10/],
  [['--generate', 'tokens', '--start', '1', '--steps', '9'], /9 steps: give a whole number from 1 to 7/],
])('%j is refused in a sentence', async (flags, message) => {
  const { code, stderr } = await convert('nothing.evmml', ...flags);
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
});
