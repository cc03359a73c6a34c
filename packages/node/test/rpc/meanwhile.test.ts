/** What happens while something else does: blocks that go away, a pending block that takes too long, names that are others'. */
import { gzipSync } from 'node:zlib';
import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { accounts, call, testClient, walletClient } from '../support/clients.ts';
import { temporaryFolder, temporaryNode } from '../support/temporary.ts';

const [sender, to] = [accounts[0]!.address, accounts[1]!.address];
const contract: Hex = `0x${'c0de'.repeat(10)}`;

async function development(options = {}) {
  const node = await temporaryNode({ dev: true, ...options });
  return { ...node, client: testClient(node.url), wallet: walletClient(node.url) };
}

test.each([{}, { dataDir: true }])(
  'reads never take a chain that goes back for a damaged one (%o)',
  async (where) => {
    const dataDir = 'dataDir' in where ? { dataDir: await temporaryFolder() } : {};
    const { url, client } = await development({ ...dataDir, readThreads: 1 });
    await client.mine({ blocks: 3 });
    const id = await client.snapshot();
    await client.sendTransaction({ to, value: 1n });
    const head = (await client.getBlock()).number;
    const asked = Array.from({ length: 12 }, (_, index) => {
      const each: [string, ...unknown[]][] = [
        ['eth_getBlockReceipts', 'latest'],
        ['eth_call', { to }, 'latest'],
        ['eth_getLogs', { fromBlock: '0x0', toBlock: `0x${head.toString(16)}` }],
        ['eth_estimateGas', { from: sender, to }],
      ];
      return call(url, ...each[index % each.length]!);
    });
    await client.revert({ id });
    await client.sendTransaction({ to, value: 2n });
    for (const answer of await Promise.all(asked)) expect(answer.error?.code).not.toBe(-32603);
  },
);

test('a pending block that takes a read’s whole time is shown without transactions, until it would be another', async () => {
  const { url, client } = await development({ limits: { maxReadMilliseconds: 1_000 }, readThreads: 1 });
  await client.setAutomine(false);
  // Adds points of a curve in a circle: the precompile takes its time.
  await client.setCode({ address: contract, bytecode: '0x5b60405f60805f60065afa505f56' });
  await client.sendTransaction({ to: contract, gas: 16_000_000n });
  const first = await call(url, 'eth_getBlockByNumber', 'pending', false);
  const second = await call(url, 'eth_getBlockByNumber', 'pending', false);
  if (first.error) expect(first.error.code).toBe(-32005);
  expect(second).toHaveProperty('result.number');
  expect(await call(url, 'eth_estimateGas', { from: sender, to })).toMatchObject({ result: '0x5208' });
});

test('a block is no transaction, and a transaction no block', async () => {
  const { url, wallet } = await development();
  const transaction = await wallet.sendTransaction({ to, value: 1n });
  const { blockHash } = await wallet.getTransactionReceipt({ hash: transaction });
  for (const [method, ...params] of [
    ['eth_getTransactionByHash', blockHash],
    ['eth_getTransactionReceipt', blockHash],
    ['eth_getBlockByHash', transaction, false],
    ['eth_getUncleCountByBlockHash', transaction],
  ] as const)
    expect(await call(url, method, ...params), method).toMatchObject({ result: null });
  expect(await call(url, 'debug_traceTransaction', blockHash)).toMatchObject({
    error: { code: -32000, message: 'transaction not found' },
  });
});

test('the pending block has no receipts', async () => {
  const { url, client } = await development();
  await client.setAutomine(false);
  await client.sendTransaction({ to, gas: 21_000n });
  expect(await call(url, 'eth_getBlockReceipts', 'pending')).toMatchObject({ result: null });
  expect(await call(url, 'debug_getRawReceipts', 'pending')).toMatchObject({
    error: { code: -32000, message: 'the pending block has no receipts: ask for one that is sealed' },
  });
});

test('debug_storageRangeAt sees what an edit wrote', async () => {
  const { url, client } = await development();
  await client.setCode({ address: contract, bytecode: '0x5b' });
  await client.setStorageAt({ address: contract, index: 0, value: `0x${'07'.padStart(64, '0')}` });
  const { result } = await call(url, 'debug_storageRangeAt', 'latest', 0, contract, '0x', 10);
  expect(Object.values((result as { storage: Record<Hex, { value: Hex }> }).storage)).toEqual([
    { key: null, value: `0x${'07'.padStart(64, '0')}` },
  ]);
});

test('filters, searches and subscriptions name at most 1,000 addresses, and as many topics of a place', async () => {
  const { url } = await development();
  const many = (count: number, bytes: number) =>
    Array.from({ length: count }, (_, i) => `0x${i.toString(16).padStart(2 * bytes, '0')}`);
  for (const method of ['eth_newFilter', 'eth_getLogs']) {
    expect(await call(url, method, { address: many(1_000, 20), topics: [many(1_000, 32)] })).toHaveProperty(
      'result',
    );
    expect(await call(url, method, { address: many(1_001, 20) })).toMatchObject({
      error: { code: -32602, message: expect.stringContaining('at most 1000 addresses') },
    });
    expect(await call(url, method, { topics: [many(1_001, 32)] })).toMatchObject({
      error: { code: -32602, message: expect.stringContaining('at most 1000 topics') },
    });
  }
});

test('filters of many addresses count as several', async () => {
  const { url } = await development({ limits: { maxFilters: 12 } });
  const address = Array.from({ length: 1_000 }, (_, i) => `0x${i.toString(16).padStart(40, '0')}`);
  expect(await call(url, 'eth_newFilter', { address })).toHaveProperty('result');
  expect(await call(url, 'eth_newFilter', { address })).toMatchObject({
    error: { code: -32005, message: expect.stringContaining('maxFilters = 12') },
  });
  expect(await call(url, 'eth_newBlockFilter')).toHaveProperty('result');
});

test('a small dump that grows to millions of values is refused before it is taken apart', async () => {
  const { url } = await development({ limits: { maxJsonValues: 1_000 } });
  const bomb = `{"accounts":[${'{},'.repeat(2_000)}{}]}`;
  expect(await call(url, 'anvil_loadState', `0x${gzipSync(bomb).toString('hex')}`)).toMatchObject({
    error: {
      code: -32602,
      message: expect.stringContaining('the dump has more than maxJsonValues = 1000 values'),
    },
  });
});
