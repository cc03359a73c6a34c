import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAddressFromString } from '@ethereumjs/util';
import { encodeFunctionData } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { StateOfBlock } from '../../src/chain/machine.ts';
import { openChain } from '../../src/chain/open-chain.ts';
import { createKeccak256 } from '../../src/crypto/keccak.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import { startNode } from '../../src/index.ts';
import { bytesOf, nodeKey, stateTag } from '../../src/state/state-keys.ts';
import { type KeyValueStore, StorageError } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { openRecord, sealRecord } from '../../src/storage/sealed-record.ts';
import { historyPrefix } from '../../src/storage/tables.ts';
import { after, append, inputs, memoryChain, sign } from '../support/chain.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryFolder } from '../support/temporary.ts';

const genesis = parseGenesis(developmentGenesis());
const to = accounts[1]!.address;

/** A data folder with three blocks. */
async function chainFolder(): Promise<string> {
  const dataDir = await temporaryFolder();
  const node = await startNode({ dataDir, port: 0 });
  const wallet = walletClient(node.url);
  for (let nonce = 0; nonce < 3; nonce++) await wallet.sendTransaction({ to, value: 1n, nonce });
  await node.close();
  return dataDir;
}

async function damage(dataDir: string, change: (store: KeyValueStore) => Promise<void>): Promise<void> {
  const store = await openStore(dataDir, 'lmdb');
  await change(store);
  await store.close();
}

const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));

test.each([
  ['head', keys.meta('head')],
  ['format', keys.meta('format')],
  ['newest header', keys.header(3n)],
  ['newest transactions', keys.body(3n)],
  ['newest receipts', keys.receipts(3n)],
  ['genesis header', keys.header(0n)],
])('D10: a flipped byte in the %s is refused at start', async (_what, key) => {
  const dataDir = await chainFolder();
  await damage(dataDir, async (store) => {
    const value = (await store.get(key))!;
    await store.write([[key, flip(value, value.length >> 1)]]);
  });
  await expect(startNode({ dataDir, port: 0 })).rejects.toThrow(/database is damaged.*Restore a backup/);
});

test('D10: a missing head state is refused at start', async () => {
  const dataDir = await chainFolder();
  await damage(dataDir, async (store) => {
    await store.write([[bytesOf(nodeKey(new Uint8Array())), undefined]]);
  });
  await expect(startNode({ dataDir, port: 0 })).rejects.toThrow(
    /database is damaged: the state of its head, block 3, is not there/,
  );
});

test('D8: damage that a block meets stops the node, and the block is not kept', async () => {
  const dataDir = await chainFolder();
  await damage(dataDir, async (store) => {
    for await (const key of store.keys(Uint8Array.of(stateTag.account), Uint8Array.of(stateTag.slot)))
      await store.write([[key, flip(store.get(key)!, 0)]]);
  });
  const node = await startNode({ dataDir, port: 0, blockTime: 1, dev: true });
  const fault = await node.stopped;
  expect(fault?.message).toMatch(/^Stopped while executing block 4: The database is damaged/);
  await expect(fetch(node.url)).rejects.toThrow();
  await damage(dataDir, async (store) => {
    expect((await openChain(store, genesis)).head.header.number).toBe(3n);
  });
});

test('D8: damage that a call meets is an internal error', async () => {
  const dataDir = await temporaryFolder();
  const first = await startNode({ dataDir, port: 0 });
  const { abi, bytecode } = compileCounter();
  const wallet = walletClient(first.url);
  const hash = await wallet.deployContract({ abi, bytecode, args: [1n] });
  const { contractAddress: to } = await wallet.getTransactionReceipt({ hash });
  await first.close();
  await damage(dataDir, async (store) => {
    for await (const key of store.keys(Uint8Array.of(stateTag.code), Uint8Array.of(stateTag.code + 1)))
      await store.write([[key, undefined]]);
  });
  const node = await startNode({ dataDir, port: 0 });
  onTestFinished(() => node.close());
  const data = encodeFunctionData({ abi, functionName: 'total' });
  for (const method of ['eth_call', 'eth_estimateGas', 'eth_createAccessList']) {
    expect(await call(node.url, method, { to, data })).toMatchObject({ error: { code: -32603 } });
  }
});

test.each([0.3, 0.6, 0.9])('D10: a file cut to %d of its length is refused at start', async (share) => {
  const dataDir = await chainFolder();
  const file = join(dataDir, 'lmdb', 'data.mdb');
  const { size } = await stat(file);
  await truncate(file, Math.floor(size * share));
  await expect(startNode({ dataDir, port: 0 })).rejects.toThrow(/is damaged: it has \d+ of \d+ bytes/);
});

test.each([0, 1, 20, 4_095, 8_191, 8_192, 8_193, 12_288])(
  'D10: a file cut to %d bytes is refused at start',
  async (size) => {
    const dataDir = await chainFolder();
    await truncate(join(dataDir, 'lmdb', 'data.mdb'), size);
    await expect(startNode({ dataDir, port: 0 })).rejects.toThrow(/The database in .* is damaged/);
  },
);

test('D10: a file that ends before pages that nobody uses is whole', async () => {
  const dataDir = await temporaryFolder();
  const file = join(dataDir, 'lmdb', 'data.mdb');
  const keccak256 = await createKeccak256();
  const record = (i: number) => Uint8Array.of(7, ...keccak256(Uint8Array.of(i >> 8, i & 255)));
  const first = await openStore(dataDir, 'lmdb');
  const all = Array.from({ length: 3_000 }, (_, i) => i);
  await first.write(all.map((i) => [record(i), new Uint8Array(100).fill(i | 1)]));
  // LMDB copies pages to the end to change them, and gives them back in the same write when they become empty.
  await first.write(all.filter((i) => i % 100 !== 0).map((i) => [record(i), undefined]));
  await first.close();
  const bytes = await readFile(file);
  const used = bytes.findLastIndex((byte) => byte !== 0) + 1;
  expect(bytes.length - used).toBeGreaterThan(4 * 4_096);
  // As LMDB leaves it, when the process ends right after the write.
  await truncate(file, Math.ceil(used / 4_096) * 4_096);
  const again = await openStore(dataDir, 'lmdb');
  onTestFinished(() => again.close());
  for (const i of all) expect(again.get(record(i))?.[0]).toBe(i % 100 === 0 ? (i | 1) & 255 : undefined);
  await again.write(all.map((i) => [record(i), Uint8Array.of(1)]));
  expect(again.get(record(2_999))?.[0]).toBe(1);
});

test('D10: a damaged table of classic-level is refused when it is read', async () => {
  const dataDir = await temporaryFolder();
  const rows = Array.from(
    { length: 2_000 },
    (_, i) => [Uint8Array.of(i >> 8, i & 255), new Uint8Array(50).fill(i)] as const,
  );
  const store = await openStore(dataDir, 'classic-level');
  await store.write(rows);
  await store.close();
  await (await openStore(dataDir, 'classic-level')).close(); // Opening moves the log into a table.
  const folder = join(dataDir, 'classic-level');
  const table = (await readdir(folder)).find((name) => name.endsWith('.ldb'))!;
  await truncate(join(folder, table), 1_000);
  const read = async () => {
    const damaged = await openStore(dataDir, 'classic-level');
    try {
      for (const [key] of rows) await damaged.get(key);
    } finally {
      await damaged.close();
    }
  };
  await expect(read()).rejects.toThrow(StorageError);
  await expect(read()).rejects.toThrow(/Restore a backup|restore a backup/);
});

test('D10: a file that holds something else is refused at start', async () => {
  const dataDir = await temporaryFolder();
  await mkdir(join(dataDir, 'lmdb'));
  await writeFile(join(dataDir, 'lmdb', 'data.mdb'), 'x'.repeat(100_000));
  await expect(startNode({ dataDir, port: 0 })).rejects.toThrow(/The database in .* is damaged/);
});

const isOfState = ([tag = 0]: Uint8Array) =>
  [...Object.values(stateTag), ...Object.values(historyPrefix)].some((each) => each === tag);

test('D10: no flipped byte of a record of the state goes unseen', async () => {
  const store = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  await append(chain, [sign(chain, {})], inputs());
  await append(chain, [sign(chain, { nonce: 1 })], after(chain));
  const who = [0, 1].map((index) => createAddressFromString(accounts[index]!.address));
  const look = async () => {
    const found = [];
    const again = await memoryChain(undefined, store);
    for (const number of [0n, 1n, 2n])
      for (const each of who) found.push(await again.stateAt({ number } as StateOfBlock).getAccount(each));
    return found;
  };
  const truth = await look();
  let damages = 0;
  for await (const key of store.keys(...keys.all)) {
    if (!isOfState(key)) continue;
    const record = store.get(key)!;
    for (const at of [0, record.length >> 1, record.length - 1]) {
      await store.write([[key, flip(record, at)]]);
      const seen = await look().catch((error: unknown) => error);
      if (seen instanceof Error) damages++;
      else expect(seen).toEqual(truth);
    }
    await store.write([[key, record]]);
  }
  expect(damages).toBeGreaterThan(10);
});

test('D10: a folder of another chain is refused with both hashes', async () => {
  const dataDir = await chainFolder();
  const other = { ...developmentGenesis(), timestamp: '0x1' };
  await expect(startNode({ dataDir, port: 0, genesis: other })).rejects.toThrow('belongs to another chain');
});

test.each([
  [
    2,
    'format 2, this program reads 4: start the older version that made it, or begin a new chain in another',
  ],
  [9, 'format 9, this program reads 4: install the newer version of this program'],
])('D20: a folder of format %d is refused with what to do', async (version, sentence) => {
  const dataDir = await chainFolder();
  const keccak256 = await createKeccak256();
  await damage(dataDir, (store) =>
    store.write([
      [keys.meta('format'), sealRecord({ key: new Uint8Array() }, Uint8Array.of(version), keccak256)],
    ]),
  );
  await expect(startNode({ dataDir, port: 0 })).rejects.toThrow(sentence);
});

test('D20: records without a format version are damage, and no empty database', async () => {
  const dataDir = await chainFolder();
  await damage(dataDir, (store) => store.write([[keys.meta('format'), undefined]]));
  await expect(startNode({ dataDir, port: 0 })).rejects.toThrow('has records, and no format version');
  await damage(dataDir, async (store) => expect(await store.get(keys.header(3n))).toBeDefined());
});

test('D10: a sealed record opens to what was sealed, and no change of one bit goes unseen', async () => {
  const keccak256 = await createKeccak256();
  const value = Uint8Array.of(5, 6, 7);
  const place = { key: Uint8Array.of(1), blockHash: Uint8Array.of(2) };
  const record = sealRecord(place, value, keccak256);
  expect(openRecord(place, record, keccak256, 'x')).toEqual(value);
  for (let at = 0; at < record.length; at++) {
    expect(() => openRecord(place, flip(record, at), keccak256, 'x')).toThrow('fails its checksum');
  }
  for (const other of [
    { key: place.key },
    { ...place, key: Uint8Array.of(3) },
    { ...place, blockHash: place.key },
  ])
    expect(() => openRecord(other, record, keccak256, 'x')).toThrow('fails its checksum');
  expect(() => openRecord(place, record.subarray(0, 3), keccak256, 'x')).toThrow('fails its checksum');
});
