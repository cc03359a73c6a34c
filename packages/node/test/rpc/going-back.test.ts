/** A development chain goes back while a read is prepared: the answer is of the chain as it is then, and no damage is seen. */
import { expect, onTestFinished, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { defaultLimits } from '../../src/config/limits.ts';
import type { Driver } from '../../src/consensus/driver.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import type { ReadPool } from '../../src/reads/read-pool.ts';
import { openReads } from '../../src/rpc/open-reads.ts';
import { PendingBlocks } from '../../src/rpc/pending-blocks.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { after, append, inputs, memoryChain, sign } from '../support/chain.ts';

/** Reads beside a chain of three blocks, whose pending block has no transactions; `meanwhile` happens while they are chosen. */
async function readsOf(meanwhile: (chain: Chain) => Promise<void>): Promise<ReadPool> {
  const store = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  await append(chain, [sign(chain, {})], inputs());
  for (const nonce of [1, 2]) await append(chain, [sign(chain, { nonce })], after(chain));
  const driver: Pick<Driver, 'next'> = {
    next: () => ({
      parent: chain.head,
      inputs: after(chain),
      select: async () => {
        await meanwhile(chain);
        return [];
      },
    }),
  };
  const reads = openReads({
    chain,
    genesis: parseGenesis(developmentGenesis()),
    limits: { ...defaultLimits, maxReadMilliseconds: 120_000 },
    store,
    retention: { state: 'archive', proofs: 'archive' },
    threads: 1,
    pending: new PendingBlocks(driver, { revision: 0 }, 10),
  });
  onTestFinished(() => reads.close());
  return reads;
}

async function pendingNumber(reads: ReadPool): Promise<unknown> {
  const raw = ['pending', false];
  const outcome = await reads.run('somebody', 'eth_getBlockByNumber', { raw, pending: true });
  return 'json' in outcome ? JSON.parse(String(outcome.json)).number : outcome;
}

test('D16: the pending block of a chain that went back while its transactions were chosen', async () => {
  const reads = await readsOf(async (chain) => {
    if (chain.head.header.number === 3n) await chain.rewind(1n);
  });
  expect(await pendingNumber(reads)).toBe('0x2');
});

test('D16: the same where other blocks have taken the place of those that went', async () => {
  const reads = await readsOf(async (chain) => {
    if (chain.head.header.timestamp % 1_000n !== 0n) return;
    await chain.rewind(1n);
    await append(chain, [], inputs(7_001n));
    await append(chain, [], inputs(8_001n));
  });
  expect(await pendingNumber(reads)).toBe('0x4');
});

test('a chain that goes back at each reading is told of as that', async () => {
  const reads = await readsOf(async (chain) => {
    const { number } = chain.head.header;
    await chain.rewind(number - 1n);
  });
  expect(await pendingNumber(reads)).toEqual({
    failure: { code: -32_000, message: 'the chain went back again and again while this was read: ask again' },
  });
});
