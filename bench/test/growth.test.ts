import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCustomCrypto, openChain, openStore, parseGenesis } from '@evm-ml/node/parts';
import { expect, test } from 'vitest';
import { genesisOf } from '../src/chain/peers/evm-ml.ts';
import { fill } from '../src/growth/fill.ts';
import { fillerAddress, fillerHex, inOrderOfHashes, mostFillers } from '../src/growth/filler-accounts.ts';
import { percentile } from '../src/growth/read-times.ts';
import { type Grown, growthMarkdown } from '../src/growth/report.ts';

test('a percentile is of the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 50, 99, 100]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test('filler accounts are ordered by the hashes of their addresses, each once', async () => {
  const { keccak256 } = await createCustomCrypto();
  const order = inOrderOfHashes(1_000, keccak256!);
  const hashes = [...order].map((index) => Buffer.from(keccak256!(fillerAddress(index))).toString('hex'));
  expect(new Set(order).size).toBe(1_000);
  expect(hashes).toEqual([...hashes].sort());
  expect(() => inOrderOfHashes(mostFillers + 1, keccak256!)).toThrow(RangeError);
});

test('a filled folder opens with every account, its balance, one block for each 20,000 and 128 empty ones', async () => {
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-fill-'));
  const genesis = genesisOf({ chainId: 1337, gasLimit: 30_000_000n, funded: [], balance: 1n });
  const told: number[] = [];
  try {
    await fill(join(root, 'data'), genesis, 20_003, (done) => told.push(done));
    expect(told).toEqual([20_000, 20_003]);
    const store = await openStore(join(root, 'data'), 'lmdb');
    const chain = await openChain(store, parseGenesis(genesis));
    expect(chain.head.header.number).toBe(2n + 128n);
    const state = chain.stateAt(chain.head.header);
    const { Address } = await import('@ethereumjs/util');
    for (const index of [0, 1, 12_345, 20_002]) {
      const account = await state.getAccount(new Address(fillerAddress(index)));
      expect(account?.balance, fillerHex(index)).toBe(10n ** 18n + BigInt(index));
    }
    expect(await state.getAccount(new Address(fillerAddress(20_003)))).toBeUndefined();
    await store.close();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('the page has a column for each node and a row for each thing', () => {
  const row = {
    phase: 'transfers to new accounts',
    peer: '10',
    transactionsPerSecond: 1_234,
    cpuSecondsPer1000: 0.5,
    residentMB: 200,
    ownMB: 100,
    diskKBPer100: 60,
    transactionsPerBlock: 50,
    ratioToGeth: undefined,
  };
  const reads = { eth_getProof: { requests: 9, p50: 0.25, p99: 1.5 } };
  const one = (accounts: number): Grown => ({
    accounts,
    startSeconds: 1,
    folderBytes: 5e6,
    phases: [row],
    reads,
  });
  const page = growthMarkdown([one(10), one(1_000)], 'Made.');
  expect(page).toContain('| what | 10 accounts | 1,000 accounts |');
  expect(page).toContain('| transfers to new accounts a second | 1,234 | 1,234 |');
  expect(page).toContain('| eth_getProof, ms p50 / p99 | 0.25 / 1.50 | 0.25 / 1.50 |');
});
