import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits } from '../../src/config/limits.ts';
import { MissingPeers } from '../../src/consensus/cometbft/missing-peers.ts';
import { createValidator } from '../../src/consensus/create-driver.ts';
import { EngineError } from '../../src/engine/engine-rpc.ts';
import { persistentPeers } from '../../src/engine/persistent-peers.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { networkGenesis } from '../consensus/cometbft/validator.ts';
import { memoryChain } from '../support/chain.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { permissionedGenesis, threeMembers } from './permissioned.ts';

const idOf = (number: number) => number.toString(16).padStart(40, '0');
const peerOf = (number: number) => `${idOf(number)}@10.0.0.${number}:26656`;

/** A node's view of an engine with the id 5 and of whom it is connected to; `look` gives whom it was told to call. */
async function looking(genesis?: Parameters<typeof memoryChain>[0]) {
  const engine = { peers: [] as number[], isThere: true };
  const calls: unknown[] = [];
  const missing = new MissingPeers({
    chain: await memoryChain(genesis),
    peers: async () => [3, 5, 7].map(peerOf),
    engine: {
      async call(method, params) {
        if (!engine.isThere) throw new EngineError('it does not answer');
        if (method === 'status') return { node_info: { id: idOf(5) }, sync_info: { catching_up: false } };
        if (method === 'net_info')
          return { peers: engine.peers.map((number) => ({ node_info: { id: idOf(number) } })) };
        expect([method, params]).toEqual([
          'dial_peers',
          { peers: expect.any(Array), persistent: false, unconditional: false, private: false },
        ]);
        calls.push(...(params!['peers'] as string[]));
        return {};
      },
    },
    report: (error) => {
      throw error;
    },
  });
  const look = async (times = 1) => {
    for (let time = 0; time < times; time++) await missing.look();
    return calls.splice(0);
  };
  return { engine, look };
}

test('a peer that stays away is called at every look: by the smaller id from the second on, by the larger from the sixth on', async () => {
  const { look } = await looking();
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([peerOf(7)]);
  expect(await look(3)).toEqual(Array(3).fill(peerOf(7)));
  expect(await look()).toEqual([peerOf(3), peerOf(7)]);
});

test('nobody is called who is there, or was there in between, and nothing follows from an engine that does not answer', async () => {
  const { engine, look } = await looking();
  engine.peers = [3, 7];
  expect(await look(10)).toEqual([]);
  engine.peers = [3];
  await look();
  engine.peers = [3, 7];
  await look();
  engine.peers = [3];
  expect(await look()).toEqual([]);
  engine.isThere = false;
  expect(await look(5)).toEqual([]);
  engine.isThere = true;
  expect(await look()).toEqual([peerOf(7)]);
});

test('D34: who may not connect is not called', async () => {
  const nodes = [toHex(5, { size: 20 }), toHex(7, { size: 20 })];
  const { look } = await looking(permissionedGenesis({ ...threeMembers, rules: ['nodes'], nodes }));
  expect(new Set(await look(12))).toEqual(new Set([peerOf(7)]));
});

test('a node does not start whose engine has no such file', async () => {
  const folder = await temporaryFolder();
  const store = createMemoryStore();
  const chain = await memoryChain(networkGenesis, store);
  const [abciSocket, rpcSocket, configFile] = ['abci.sock', 'engine.sock', 'config.toml'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const parts = { chain, store, pool: new Mempool(defaultLimits), limits: defaultLimits, height: 0n };
  const driver = createValidator({ abciSocket, rpcSocket, configFile }, parts);
  onTestFinished(() => driver.stop());
  await expect(driver.start()).rejects.toThrow(
    `cometbft.configFile: ${configFile} is no config.toml of an engine`,
  );
});

test('peers are read out of what network init, an operator or nobody wrote', async () => {
  const path = join(await temporaryFolder(), 'config.toml');
  const read = async (text: string) => {
    await writeFile(path, text);
    return persistentPeers(path);
  };
  expect(await read(`[p2p]\npersistent_peers = "${peerOf(1)},${peerOf(2)}"\n`)).toEqual([
    peerOf(1),
    peerOf(2),
  ]);
  expect(await read(`p2p.persistent_peers = '''\n ${peerOf(1)} , ''' # one\n`)).toEqual([peerOf(1)]);
  expect(await read('[p2p]\npersistent_peers = ""\n')).toEqual([]);
  const what = `cometbft.configFile: ${path} is no config.toml of an engine`;
  await expect(read('[p2p]\n')).rejects.toThrow(`${what}: it has no persistent_peers in its section [p2p].`);
  await expect(read('[p2p\n')).rejects.toThrow(`${what}: Invalid TOML document: `);
  await expect(persistentPeers(`${path}.gone`)).rejects.toThrow(/ENOENT[^\n]*\.$/);
});
