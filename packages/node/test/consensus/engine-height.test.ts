import { expect, test } from 'vitest';
import { engineHeightChange, expectOrigin, readEngineHeight } from '../../src/consensus/engine-height.ts';
import { startNode } from '../../src/index.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { memoryChain, sign } from '../support/chain.ts';
import { call } from '../support/clients.ts';
import { temporaryFolder, temporaryNode } from '../support/temporary.ts';
import { dial, networkGenesis } from './cometbft/validator.ts';

test('D24: the height of the engine is a sealed record', async () => {
  const { keccak256 } = await memoryChain();
  const store = createMemoryStore();
  expect(readEngineHeight(store, keccak256)).toBeUndefined();
  const [key, value] = engineHeightChange(300n, keccak256);
  await store.write([[key, value]]);
  expect(readEngineHeight(store, keccak256)).toBe(300n);
  await store.write([[key, value!.map((byte, at) => (at === 0 ? byte ^ 1 : byte))]]);
  expect(() => readEngineHeight(store, keccak256)).toThrow(
    "the record of the engine's height fails its checksum",
  );
});

test('D24: a chain that one decided is not gone on with by several, nor the other way round', () => {
  expect(() => expectOrigin(7n, 5n, false)).toThrow('belongs to a network of validators');
  expect(() => expectOrigin(undefined, 5n, true)).toThrow('belongs to a node that decides alone');
  expectOrigin(7n, 5n, true);
  expectOrigin(undefined, 0n, true);
  expectOrigin(undefined, 5n, false);
});

test.each([
  [{ dataDir: undefined }, 'cometbft needs dataDir'],
  [{ genesis: undefined }, 'cometbft needs genesis'],
  [{ dev: true }, 'cometbft excludes dev'],
  [{ blockTime: 5 }, 'cometbft excludes blockTime'],
  [{ keepPool: false }, 'cometbft excludes keepPool false'],
] as const)('a validator with %o is refused in words', async (fields, sentence) => {
  const cometbft = { abciSocket: 'a.sock', rpcSocket: 'b.sock' };
  const options = { port: 0, cometbft, dataDir: 'data', genesis: networkGenesis, ...fields };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  await expect(startNode(Object.fromEntries(given))).rejects.toThrow(sentence);
});

test('D25: a validator acknowledges what it has on disk, whether its engine is there or not', async () => {
  const folder = await temporaryFolder();
  const options = {
    dataDir: folder,
    genesis: networkGenesis,
    cometbft: { abciSocket: `${folder}/a.sock`, rpcSocket: `${folder}/b.sock` },
  };
  const node = await temporaryNode(options);
  const chain = await memoryChain(networkGenesis);
  const raw = `0x${Buffer.from(sign(chain, {}).serialize()).toString('hex')}`;
  expect(await call(node.url, 'eth_sendRawTransaction', raw)).toMatchObject({
    result: expect.stringMatching(/^0x/),
  });
  const ready = async () => (await fetch(`${node.url}/ready`)).json();
  expect(await ready()).toEqual({ status: 'not ready', reason: 'the consensus engine is not connected' });
  await (await dial(options.cometbft.abciSocket)).ask({ case: 'echo', value: {} });
  expect(await ready()).toEqual({ status: 'ready' });
  await node.close();
  const again = await temporaryNode(options);
  expect(await call(again.url, 'txpool_status')).toMatchObject({ result: { pending: '0x1', queued: '0x0' } });
});
