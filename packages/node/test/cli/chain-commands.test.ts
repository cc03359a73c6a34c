import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicClient, http } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateTag } from '../../src/state/state-keys.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { evmMl, type NodeProcess, startNodeProcess, wineFile } from './evm-ml.ts';

// The first two accounts of the well-known development mnemonic.
const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const OTHER_KEY = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const NAME = 'acme.cellar.grader';
const test = wineFile('test.csv');

let folder: string;
let artefact: string;
let dataDir: string;
let node: NodeProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-chain-'));
  artefact = join(folder, 'wine.evmml');
  dataDir = join(folder, 'data');
  const convert = ['convert', wineFile('wine.keras'), '-o', artefact, '--samples', wineFile('train.csv')];
  expect(await evmMl(convert)).toMatchObject({ code: 0 });
  node = await startNodeProcess(['--data-dir', dataDir]);
});
afterAll(async () => {
  await node.stop('SIGTERM');
  await rm(folder, { recursive: true });
});

const blockNumber = () => createPublicClient({ transport: http(node.url) }).getBlockNumber();
const deploy = (name: string, key: string = KEY, file = artefact) =>
  evmMl(['deploy', file, '--name', name, '--rpc', node.url], { EVM_ML_KEY: key });

/** Runs a command that must fail: one sentence on stderr, nothing on stdout, exit code 1. */
async function refused(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stdout, stderr } = await evmMl(args, env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^evm-ml: [^\n]+\n$/);
  return stderr;
}

describe('node', () => {
  it('D12: says where it listens, who has money, and where PREDICT is', () => {
    expect(node.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(node.banner).toContain('0x0000000000000000000000000000000000004d4c');
    expect(node.banner).toContain('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
    expect(node.banner).toContain('chain id');
  });

  it('refuses a port that is taken and a folder that another node uses', async () => {
    const port = new URL(node.url).port;
    await refused(['node', '--memory', '--port', port]);
    await refused(['node', '--data-dir', dataDir, '--port', '0']);
  });

  it('refuses flags that make no sense', async () => {
    expect(await refused(['node', '--port', '70000'])).toContain('--port is not valid');
    expect(await refused(['node', '--genesis', join(folder, 'missing.json')])).toContain('no genesis');
  });
});

describe('deploy and predict', () => {
  it('puts an artefact on the chain, once', async () => {
    const first = await deploy(NAME);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`${NAME}@1`);
    expect(first.stdout).toContain('sealed and registered (3 transactions');
    const height = await blockNumber();
    const second = await deploy(NAME);
    expect(second.stdout).toContain('was there already');
    expect(await blockNumber()).toBe(height);
  });

  it('pays for no bytes twice, under whatever name', async () => {
    expect((await deploy('acme.cellar.copy')).stdout).toContain('sealed and registered (1 transactions');
  });

  it('exports what the chain holds as what the files hold', async () => {
    const [fromChain, fromFiles] = [join(folder, 'chain.keras'), join(folder, 'files.keras')];
    const options = ['export', NAME, '--rpc', node.url, '-o', fromChain];
    expect(await evmMl(options)).toMatchObject({ code: 0, stderr: '' });
    expect(await evmMl(['export', artefact, '-o', fromFiles])).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(fromChain)).toEqual(await readFile(fromFiles));
  });

  it('asks for the origin, and leaves it out when told to: another id, and no way back to Keras', async () => {
    const alone = join(folder, 'alone.evmml');
    await copyFile(artefact, alone);
    const options = [alone, '--name', 'acme.cellar.alone', '--rpc', node.url];
    expect(await refused(['deploy', ...options], { EVM_ML_KEY: KEY })).toContain('--no-origin');
    expect(await refused(['export', alone, '-o', join(folder, 'no.keras')])).toContain('alone.evmml.origin');
    const { code, stdout } = await evmMl(['deploy', ...options, '--no-origin'], { EVM_ML_KEY: KEY });
    expect(code).toBe(0);
    expect(stdout).toContain('sealed and registered (2 transactions');
    const out = join(folder, 'no.keras');
    const words = await refused(['export', 'acme.cellar.alone', '--rpc', node.url, '-o', out]);
    expect(words).toContain('sealed without an origin');
  });

  it('says which numbers the model cannot hold, as run does', async () => {
    const [header, first, ...rows] = (await readFile(test, 'utf8')).trim().split('\n');
    const far = join(folder, 'far.csv');
    const line = first!.split(',').with(12, '99999').join(',');
    await writeFile(
      far,
      [header, line, ...rows].map((row) => row!.split(',').slice(0, 13).join(',')).join('\n'),
    );
    const sentence =
      /^note: \S+far\.csv: 1 number of 780, in 1 example of 60, lies beyond .* worst is 99,999 for number 13 of input "measurements" in example 1, .* samples that reach as far\.\n$/;
    const [local, remote, within] = await Promise.all([
      evmMl(['run', artefact, '--input', far]),
      evmMl(['predict', NAME, '--input', far, '--rpc', node.url]),
      evmMl(['predict', NAME, '--input', test, '--rpc', node.url]),
    ]);
    expect(local).toMatchObject({ code: 0, stderr: expect.stringMatching(sentence) });
    expect(remote).toEqual(local);
    expect(within.stderr).toBe('');
  });

  it('answers with the numbers that run gives', async () => {
    const [local, remote] = await Promise.all([
      evmMl(['run', artefact, '--input', test]),
      evmMl(['predict', NAME, '--input', test, '--rpc', node.url]),
    ]);
    expect(remote).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(remote.stdout)).toEqual(JSON.parse(local.stdout));
    const output = join(folder, 'answers.npy');
    await evmMl(['predict', `${NAME}@1`, '--input', test, '--rpc', node.url, '--output', output]);
    expect((await readFile(output)).length).toBeGreaterThan(60 * 3 * 8);
  });

  it('explains what PREDICT refuses', async () => {
    const predict = (name: string, input = test) =>
      refused(['predict', name, '--input', input, '--rpc', node.url]);
    expect(await predict('acme.cellar.unknown')).toContain('no model is registered as "acme.cellar.unknown"');
    expect(await predict('no name')).toContain('is no reference');
    expect(await predict(`0x${'1'.repeat(64)}`)).toContain('is not sealed');
    const short = join(folder, 'short.csv');
    await writeFile(short, '1,2,3\n');
    expect(await predict(NAME, short)).toContain(
      'takes 13 numbers an example and the file has the shape (1, 3)',
    );
  });

  it('refuses names that are none, that are taken, and keys that are none', async () => {
    const args = (name: string) => ['deploy', artefact, '--name', name, '--rpc', node.url];
    expect(await refused(args('nodots'), { EVM_ML_KEY: KEY })).toContain('two or more labels');
    expect(await refused(args('acme.cellar.new'))).toContain('set EVM_ML_KEY');
    const other = join(folder, 'other.evmml');
    await evmMl(['convert', wineFile('wine.keras'), '-o', other]);
    const height = await blockNumber();
    const taken = await refused(['deploy', other, '--name', NAME, '--rpc', node.url], {
      EVM_ML_KEY: OTHER_KEY,
    });
    expect(taken).toContain('belongs to 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
    expect(await blockNumber()).toBe(height);
    expect((await deploy(NAME, KEY, other)).stdout).toContain(`${NAME}@2`);
  });

  it('sends nothing for bytes that no chain would run', async () => {
    const broken = join(folder, 'broken.evmml');
    await writeFile(broken, (await readFile(artefact)).subarray(0, 3_000));
    const height = await blockNumber();
    await refused(['deploy', broken, '--name', 'acme.cellar.broken', '--rpc', node.url], { EVM_ML_KEY: KEY });
    expect(await blockNumber()).toBe(height);
  });

  it('says when nobody answers', async () => {
    const closed = 'http://127.0.0.1:9';
    expect(await refused(['predict', NAME, '--input', test, '--rpc', closed])).toContain('no node answers');
    expect(await refused(['predict', NAME, '--input', test, '--rpc', 'ftp://x'])).toContain(
      'no HTTP address',
    );
  });
});

describe('chain', () => {
  it('D17: backs up a running node; the copy restores and verifies', async () => {
    const [backup, restored] = [join(folder, 'backup'), join(folder, 'restored')];
    const height = await blockNumber();
    expect(await evmMl(['chain', 'backup', backup, '--data-dir', dataDir])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await evmMl(['chain', 'restore', backup, '--data-dir', restored])).toMatchObject({
      code: 0,
      stderr: '',
    });
    const verified = await evmMl(['chain', 'verify', '--data-dir', restored]);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toContain(`${height} blocks`);
    expect(await refused(['chain', 'backup', backup, '--data-dir', dataDir])).toContain('not empty');
  });

  it('refuses a folder that a node uses, and one without a chain', async () => {
    expect(await refused(['chain', 'verify', '--data-dir', dataDir])).toContain('in use by another node');
    expect(await refused(['chain', 'verify', '--data-dir', join(folder, 'no')])).toContain(
      'There is no chain',
    );
  });
});

describe('a fault', () => {
  it('D8: ends the process with an error that says what happened', async () => {
    const damaged = join(folder, 'damaged');
    await (await startNodeProcess(['--data-dir', damaged])).stop('SIGTERM');
    const store = await openStore(damaged, 'lmdb');
    for await (const key of store.keys(Uint8Array.of(stateTag.account), Uint8Array.of(stateTag.accountNode)))
      await store.write([[key, undefined]]);
    await store.close();
    const { code, stderr } = await evmMl(['node', '--port', '0', '--data-dir', damaged, '--block-time', '1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^evm-ml: the node stopped itself: [^\n]*The database is damaged[^\n]*\n$/m);
  });
});

describe('a restart', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('after %s finds the chain as it was', async (signal) => {
    const height = await blockNumber();
    const ended = await node.stop(signal);
    expect(ended.code).toBe(signal === 'SIGKILL' ? null : 0);
    if (signal !== 'SIGKILL')
      expect(ended).toMatchObject({ stderr: '', stdout: expect.stringContaining('stopped') });
    expect(await readdir(dataDir)).not.toHaveLength(0);
    node = await startNodeProcess(['--data-dir', dataDir]);
    expect(await blockNumber()).toBe(height);
    const answer = await evmMl(['predict', `${NAME}@1`, '--input', test, '--rpc', node.url]);
    expect(answer.stdout).toBe((await evmMl(['run', artefact, '--input', test])).stdout);
  });
});
