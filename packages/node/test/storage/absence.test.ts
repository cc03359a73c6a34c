import { bytesToHex, hexToBytes } from '@ethereumjs/util';
import { encodeFunctionData, getContractAddress, type Hex } from 'viem';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createKeccak256 } from '../../src/crypto/keccak.ts';
import { startNode } from '../../src/index.ts';
import { HashIndex } from '../../src/storage/hash-index.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sealRecord } from '../../src/storage/sealed-record.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** A chain of four blocks, a transaction each; the second deploys a contract. */
interface Sample {
  dataDir: string;
  transactions: Hex[];
  blocks: Hex[];
}

const { abi, bytecode } = compileCounter();
const unknown = `0x${'77'.repeat(32)}` as const;
let keccak256: Awaited<ReturnType<typeof createKeccak256>>;
beforeAll(async () => {
  keccak256 = await createKeccak256();
});

async function sample(): Promise<Sample> {
  const dataDir = await temporaryFolder();
  const node = await startNode({ dataDir, port: 0 });
  const wallet = walletClient(node.url);
  const to = accounts[1]!.address;
  const transactions = [
    await wallet.sendTransaction({ to, value: 1n, nonce: 0 }),
    await wallet.deployContract({ abi, bytecode, args: [1n], nonce: 1 }),
    await wallet.sendTransaction({ to, value: 1n, nonce: 2 }),
    await wallet.sendTransaction({ to, value: 1n, nonce: 3 }),
  ];
  const blocks = await Promise.all(
    [1n, 2n, 3n, 4n].map(async (blockNumber) => (await wallet.getBlock({ blockNumber })).hash),
  );
  await node.close();
  return { dataDir, transactions, blocks };
}

/** The sample with a changed database, served. */
async function damaged(change: (store: KeyValueStore, chain: Sample) => Promise<void>) {
  const chain = await sample();
  const store = await openStore(chain.dataDir, 'lmdb');
  await change(store, chain);
  await store.close();
  const node = await startNode({ dataDir: chain.dataDir, port: 0 });
  onTestFinished(() => node.close());
  return { ...chain, url: node.url };
}

const remove = (key: Uint8Array) => (store: KeyValueStore) => store.write([[key, undefined]]);
const copy = (from: Uint8Array, to: Uint8Array) => async (store: KeyValueStore) =>
  store.write([[to, (await store.get(from))!]]);
/** What a node answers that cannot know. */
const isDamaged = (what: RegExp) => ({
  error: {
    code: -32603,
    message: expect.stringMatching(new RegExp(`database is damaged: .*${what.source}`)),
  },
});

test('D10: what never was is null, and no error', async () => {
  const { url } = await damaged(async () => {});
  for (const method of ['eth_getTransactionReceipt', 'eth_getTransactionByHash', 'eth_getBlockByHash'])
    expect(await call(url, method, unknown, ...(method.includes('Block') ? [false] : []))).toMatchObject({
      result: null,
    });
  expect(await call(url, 'eth_getBlockByNumber', '0x5', false)).toMatchObject({ result: null });
});

/** The bucket of the index that all places of the sample are in. */
const bucket = keys.places(0);

test.each([
  ['is lost', remove(bucket), /a bucket of its index is not there/],
  [
    'has one changed byte in its key',
    async (store: KeyValueStore) =>
      store.write([
        [keys.places(1), store.get(bucket)!],
        [bucket, undefined],
      ]),
    /a bucket of its index is not there/,
  ],
  ['is without its number of places', remove(keys.meta('places')), /the size of its index is not there/],
])('D10: a receipt or a block whose index %s is an error and not null', async (_what, change, message) => {
  const { url, transactions, blocks } = await damaged(change);
  for (const method of ['eth_getTransactionReceipt', 'eth_getTransactionByHash'])
    expect(await call(url, method, transactions[1])).toMatchObject(isDamaged(message));
  expect(await call(url, 'eth_getBlockByHash', blocks[1], false)).toMatchObject(isDamaged(message));
});

test.each([
  ['header', keys.header(2n), /the header of block 2 is not there/],
  ['transactions', keys.body(2n), /the transactions of block 2 are not there/],
  ['receipts', keys.receipts(2n), /the receipts of block 2 are not there/],
])('D10: a block whose %s are lost is an error, and is not passed over', async (what, key, message) => {
  const { url, transactions } = await damaged(remove(key));
  expect(await call(url, 'eth_getTransactionReceipt', transactions[1])).toMatchObject(isDamaged(message));
  expect(await call(url, 'eth_getBlockReceipts', '0x2')).toMatchObject(isDamaged(message));
  if (what === 'header')
    expect(await call(url, 'eth_getLogs', { fromBlock: '0x0' })).toMatchObject(isDamaged(message));
});

test.each([
  ['header', keys.header, /header of block 2 fails its checksum/],
  ['transactions', keys.body, /transactions of block 2 fails its checksum/],
  ['receipts', keys.receipts, /receipts of block 2 fails its checksum/],
])('D10: whole %s of another block are noticed', async (_what, key, message) => {
  const { url } = await damaged(copy(key(3n), key(2n)));
  expect(await call(url, 'eth_getBlockReceipts', '0x2')).toMatchObject(isDamaged(message));
});

test('D10: a header that its child does not name is noticed, checksum or not', async () => {
  const { url } = await damaged(async (store) => {
    const record = (await store.get(keys.header(2n)))!;
    const header = record.slice(0, -8);
    header[header.length - 1]! ^= 1;
    await store.write([[keys.header(2n), sealRecord({ key: keys.header(2n) }, header, keccak256)]]);
  });
  expect(await call(url, 'eth_getBlockByNumber', '0x2', false)).toMatchObject(
    isDamaged(/block 2 is not the one/),
  );
});

test('D10: indexes that lead elsewhere are noticed', async () => {
  const { url, transactions, blocks } = await damaged(async (store, chain) => {
    const index = new HashIndex(store, keccak256);
    const edit = index.edit();
    for (const hash of [chain.transactions[1]!, chain.blocks[1]!].map((name) => hexToBytes(name)))
      for (const place of index.find(hash)) {
        edit.remove(hash, place);
        edit.add(hash, { ...place, block: 3n });
      }
    await store.write(edit.changes());
  });
  expect(await call(url, 'eth_getTransactionReceipt', transactions[1])).toMatchObject(
    isDamaged(/transaction .* is not where the index says/),
  );
  expect(await call(url, 'eth_getBlockByHash', blocks[1], true)).toMatchObject(
    isDamaged(/block .* is not where the index says/),
  );
});

test('D10: hashes that begin alike are told apart', async () => {
  const alike = (hash: Hex): Hex => `0x${hash.slice(2, 14)}${'11'.repeat(26)}`;
  const { url, transactions, blocks } = await damaged(async (store, chain) => {
    const edit = new HashIndex(store, keccak256).edit();
    // Each place twice, as if another hash began alike.
    for (const name of [...chain.transactions, ...chain.blocks])
      for (const place of new HashIndex(store, keccak256).find(hexToBytes(name)))
        edit.add(hexToBytes(name), place);
    await store.write(edit.changes());
  });
  for (const [at, hash] of transactions.entries()) {
    expect(await call(url, 'eth_getTransactionReceipt', hash)).toHaveProperty('result.transactionHash', hash);
    expect(await call(url, 'eth_getTransactionByHash', alike(hash))).toMatchObject({ result: null });
    expect(await call(url, 'eth_getBlockByHash', blocks[at], false)).toHaveProperty(
      'result.hash',
      blocks[at],
    );
    expect(await call(url, 'eth_getBlockByHash', alike(blocks[at]!), false)).toMatchObject({ result: null });
  }
});

test('D10: BLOCKHASH in a call meets damage as an error, and a block to come as 0', async () => {
  const { url } = await damaged(async () => {});
  const to = getContractAddress({ from: accounts[0]!.address, nonce: 1n });
  const past = (block: bigint) => ({
    to,
    data: encodeFunctionData({ abi, functionName: 'past', args: [block] }),
  });
  expect(await call(url, 'eth_call', past(3n), 'latest', {}, { number: '0x9' })).toMatchObject({
    result: expect.stringMatching(/^0x(?!0{64})/),
  });
  expect(await call(url, 'eth_call', past(7n), 'latest', {}, { number: '0x9' })).toMatchObject({
    result: bytesToHex(new Uint8Array(32)),
  });
  const broken = await damaged(remove(keys.header(2n)));
  expect(await call(broken.url, 'eth_call', past(2n))).toMatchObject(isDamaged(/header of block 2/));
});

test('D10: whichever byte of a record of an old block flips, no answer differs from the true one', async () => {
  const { dataDir, transactions } = await sample();
  const ask = async () => {
    const node = await startNode({ dataDir, port: 0 });
    const answers = [
      await call(node.url, 'eth_getTransactionReceipt', transactions[1]),
      await call(node.url, 'eth_getBlockByNumber', '0x2', true),
    ];
    await node.close();
    return answers;
  };
  const truth = await ask();
  for (const key of [keys.header(2n), keys.body(2n), keys.receipts(2n), bucket]) {
    const store = await openStore(dataDir, 'lmdb');
    const record = (await store.get(key))!.slice();
    await store.write([[key, record.map((byte, at) => (at === record.length >> 1 ? byte ^ 4 : byte))]]);
    await store.close();
    const answers = await ask();
    expect(answers.some(({ error }) => error?.code === -32603)).toBe(true);
    for (const [index, answer] of answers.entries()) if (!answer.error) expect(answer).toEqual(truth[index]);
    const repaired = await openStore(dataDir, 'lmdb');
    await repaired.write([[key, record]]);
    await repaired.close();
  }
});
