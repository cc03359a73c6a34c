import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mlActions, modelRegistryAbi } from '@evm-ml/evm/viem';
import { startNode } from '@evm-ml/node';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { HardhatUserConfig } from 'hardhat/types/config';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import type { NetworkConnection } from 'hardhat/types/network';
import { createPublicClient, createWalletClient, custom, type Hex } from 'viem';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MODEL_REGISTRY_ADDRESS } from '../../evm-ml/src/index.ts';
import { tinyArtefact } from '../../evm-ml/test/support/networks.ts';
import plugin from '../src/index.ts';
import { nodeForHardhat } from './node-for-hardhat.ts';

const NAME = 'acme.cellar.grader';
const MNEMONIC = 'test test test test test test test test test test test junk';
/** Class 0 if the first of two numbers is larger, and the other way round. */
const FIRST = tinyArtefact({ inputs: 2, outputs: 2, weights: [1, 0, 0, 1] });
const SECOND = tinyArtefact({ inputs: 2, outputs: 2, weights: [0, 1, 1, 0] });

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'evm-ml-hardhat-'));
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await mkdir(join(root, 'models'));
  await writeFile(join(root, 'models', 'grader.evmml'), FIRST);
  await writeFile(join(root, 'models', 'grader.evmml.origin'), 'where it came from');
  await writeFile(join(root, 'models', 'second.evmml'), SECOND);
  await writeFile(join(root, 'models', 'notes.txt'), 'No artefact, but a text of some length.');
});
afterEach(() => rm(root, { recursive: true }));

const project = (config: HardhatUserConfig = {}): Promise<HardhatRuntimeEnvironment> =>
  createHardhatRuntimeEnvironment({ ...config, plugins: [plugin] }, {}, root);

/** A connection that closes when the test ends. */
async function connect(config?: HardhatUserConfig, network = 'evmml'): Promise<NetworkConnection> {
  const connection = await (await project(config)).network.create(network);
  onTestFinished(() => connection.close());
  return connection;
}

const clientOf = ({ provider }: NetworkConnection) =>
  createPublicClient({ transport: custom(provider), cacheTime: 0 }).extend(mlActions());

const serves = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('a connection of the network evmml', () => {
  test('has a node of its own, with development methods, that ends with it', async () => {
    const hre = await project();
    const connection = await hre.network.create('evmml');
    const url = connection.predict.url!;
    expect(await serves(url)).toBe(true);
    expect(await connection.provider.request({ method: 'eth_chainId' })).toBe('0x4d4c');
    await connection.provider.request({
      method: 'hardhat_setBalance',
      params: [`0x${'11'.repeat(20)}`, '0x7'],
    });
    expect(await clientOf(connection).getBalance({ address: `0x${'11'.repeat(20)}` })).toBe(7n);
    await connection.close();
    expect(await serves(url)).toBe(false);
    await connection.close();
  });

  test('connections do not share a chain, but for getOrCreate', async () => {
    const { network } = await project();
    const [one, other, same] = [
      await network.create('evmml'),
      await network.getOrCreate('evmml'),
      await network.getOrCreate('evmml'),
    ];
    onTestFinished(async () => {
      await one.close();
      await other.close();
    });
    expect(same).toBe(other);
    expect(one.predict.url).not.toBe(other.predict.url);
    await one.predict.deploy('grader.evmml', NAME);
    expect(await clientOf(one).getModels()).toHaveLength(1);
    expect(await clientOf(other).getModels()).toHaveLength(0);
  });

  test('overrides of the network keep its node', async () => {
    const { network } = await project();
    const connection = await network.create({ network: 'evmml', override: { timeout: 20_000 } });
    expect(await serves(connection.predict.url!)).toBe(true);
    await connection.close();
    expect(await serves(connection.predict.url!)).toBe(false);
  });

  test('the node is started as evmMl.node says', async () => {
    const { provider } = await connect({ evmMl: { node: { limits: { maxCallGas: 30_000 } } } });
    const call = { to: `0x${'00'.repeat(19)}04`, gas: '0xffffff', data: `0x${'11'.repeat(20_000)}` };
    await expect(provider.request({ method: 'eth_call', params: [call] })).rejects.toThrow('30000');
  });

  test('a node that cannot start says why, and no connection is left', async () => {
    const { network } = await project({ evmMl: { node: { host: '203.0.113.1' } } });
    await expect(network.create('evmml')).rejects.toThrow(/the node did not start: .*203\.0\.113\.1/);
    const functions = { genesis: { config: { chainId: 1, made: () => 'late' }, alloc: {} } };
    await expect((await project({ evmMl: { node: functions } })).network.create('evmml')).rejects.toThrow(
      'holds what is no data',
    );
  });

  test.each([
    [{ limits: 5 }, 'option limits is not valid: expected an object'],
    [{ unlocked: ['x'] }, 'option unlocked.0 is not valid: expected an object'],
    [{ foo: 1 }, 'the options are not valid: there is no field foo'],
  ])('a node that is to start with %j does not', async (node, words) => {
    const { network } = await project({ evmMl: { node: node as never } });
    await expect(network.create('evmml')).rejects.toThrow(`the node did not start: ${words}`);
  });

  test('a node that others can reach does not start without a word', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    await connect({ evmMl: { node: { host: '0.0.0.0' } } });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('others can reach 0.0.0.0'));
  });

  test('an address that is given is taken, and its node is left alone', async () => {
    const node = await startNode({ port: 0 });
    onTestFinished(() => node.close());
    const { network } = await project({
      networks: { evmml: { type: 'http', url: node.url, accounts: { mnemonic: MNEMONIC } } },
    });
    const connection = await network.create('evmml');
    expect(connection.predict.url).toBeUndefined();
    await connection.predict.deploy('grader.evmml', NAME);
    await connection.close();
    expect(await serves(node.url)).toBe(true);
  });
});

describe('predict.deploy', () => {
  test('a model with its origin is there under its name, and answers', async () => {
    const connection = await connect();
    const client = clientOf(connection);
    const deployed = await connection.predict.deploy('grader.evmml', NAME);
    expect(deployed).toMatchObject({ name: NAME, version: 1, chunks: 0 });
    expect(await client.predictClass({ model: NAME, input: [3, -4] })).toBe(0);
    const stored = await client.readArtefact({ model: NAME });
    expect(stored.modelId).toBe(deployed.modelId);
    expect(new TextDecoder().decode(stored.origin)).toBe('where it came from');
  });

  test('again it costs nothing; another model is the next version', async () => {
    const connection = await connect();
    await connection.predict.deploy('grader.evmml', NAME);
    const again = await connection.predict.deploy('grader.evmml', NAME);
    expect(again).toMatchObject({ version: 1, transactions: [], gasUsed: 0n });
    const second = await connection.predict.deploy(join(root, 'models/second.evmml'), NAME);
    expect(second.version).toBe(2);
    const client = clientOf(connection);
    expect(await client.predictClass({ model: NAME, input: [3, -4] })).toBe(1);
    expect(await client.predictClass({ model: `${NAME}@1`, input: [3, -4] })).toBe(0);
  });

  test('models may lie elsewhere', async () => {
    await mkdir(join(root, 'networks'));
    await writeFile(join(root, 'networks', 'only-there.evmml'), FIRST);
    const { predict } = await connect({ evmMl: { models: 'networks' } });
    expect((await predict.deploy('only-there.evmml', NAME)).version).toBe(1);
  });

  test('the account that is named signs and owns', async () => {
    const { predict, provider } = await connect();
    const [, account] = (await provider.request({ method: 'eth_accounts' })) as Hex[];
    await predict.deploy('grader.evmml', NAME, { account: account! });
    const client = createPublicClient({ transport: custom(provider) });
    const registry = { address: MODEL_REGISTRY_ADDRESS, abi: modelRegistryAbi } as const;
    const { owner } = await client.readContract({ ...registry, functionName: 'entryOf', args: [NAME] });
    expect(owner.toLowerCase()).toBe(account!.toLowerCase());
    await expect(predict.deploy('second.evmml', NAME)).rejects.toThrow(`"${NAME}" belongs to ${owner};`);
  });

  test.each([
    ['a file that is not there', 'nothing.evmml', NAME, 'models/nothing.evmml: there is no such file; '],
    ['a folder', '.', NAME, 'models: cannot be read (EISDIR)'],
    [
      'a file that is no artefact',
      'notes.txt',
      NAME,
      'models/notes.txt: is no artefact that this chain can run (',
    ],
    ['a name without a dot', 'grader.evmml', 'grader', '"grader" is no name: give two or more labels'],
    ['a name in capitals', 'grader.evmml', 'Acme.Grader', '"Acme.Grader" is no name: '],
    ['no name', 'grader.evmml', '', '"" is no name: '],
  ])('%s is refused in one sentence, before anything is sent', async (_what, file, name, words) => {
    const { predict, provider } = await connect();
    const error = await predict.deploy(file, name).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'HardhatPluginError', pluginId: '@evm-ml/hardhat' });
    const { message } = error as Error;
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
    expect(await provider.request({ method: 'eth_blockNumber' })).toBe('0x0');
  });

  test('a frozen name', async () => {
    const { predict, provider } = await connect();
    await predict.deploy('grader.evmml', NAME);
    const [account] = (await provider.request({ method: 'eth_accounts' })) as Hex[];
    const wallet = createWalletClient({ account: account!, transport: custom(provider) });
    await wallet.writeContract({
      chain: null,
      address: MODEL_REGISTRY_ADDRESS,
      abi: modelRegistryAbi,
      functionName: 'freeze',
      args: [NAME],
    });
    await expect(predict.deploy('second.evmml', NAME)).rejects.toThrow('is frozen for ever');
  });

  test('a network without PREDICT', async () => {
    const { predict } = await connect({}, 'default');
    await expect(predict.deploy('grader.evmml', NAME)).rejects.toThrow(
      'the network "default" has no PREDICT; connect to one that has, network.create("evmml").',
    );
  });

  test('a network without accounts', async () => {
    const genesis = { config: { chainId: 5 }, alloc: {} };
    const { predict } = await connect({ evmMl: { node: { genesis: genesis as never } } });
    await expect(predict.deploy('grader.evmml', NAME)).rejects.toThrow('has no account that signs');
  });
});

test.each([
  [[], 'expected an object with the fields models and node'],
  [{ models: 3 }, 'expected the path of a folder'],
  [{ node: 'fast' }, 'expected an object with options of startNode'],
  [{ node: { port: 8545 } }, 'on a free port: leave it out'],
  [{ node: { dataDir: 'data' } }, 'in memory'],
  [{ model: 'models' }, 'there is no such field'],
])('evmMl: %j is refused', async (evmMl, words) => {
  await expect(project({ evmMl: evmMl as never })).rejects.toThrow(words);
});

test('a process ends that never closed its connection', async () => {
  const script = join(root, 'forgetful.mjs');
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  await writeFile(
    script,
    `const { createHardhatRuntimeEnvironment } = await import(${at('../node_modules/hardhat/dist/src/hre.js')});
     const { default: plugin } = await import(${at('../dist/index.js')});
     const hre = await createHardhatRuntimeEnvironment({ plugins: [plugin] }, {}, ${JSON.stringify(root)});
     const { predict } = await hre.network.getOrCreate('evmml');
     console.log((await predict.deploy('grader.evmml', '${NAME}')).version);`,
  );
  const { stdout } = await promisify(execFile)(nodeForHardhat(), [script]);
  expect(stdout.trim()).toBe('1');
});
