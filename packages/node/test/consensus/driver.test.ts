import { expect, test } from 'vitest';
import { defaultLimits } from '../../src/config/limits.ts';
import type { Driver } from '../../src/consensus/driver.ts';
import { Mempool, type PoolEntry } from '../../src/mempool/mempool.ts';
import { createDispatcher } from '../../src/rpc/dispatch.ts';
import { FilterStore } from '../../src/rpc/filters.ts';
import { Impersonation } from '../../src/rpc/impersonation.ts';
import { selectMethods } from '../../src/rpc/method-table.ts';
import { readsHere } from '../../src/rpc/reads-here.ts';
import { Snapshots } from '../../src/rpc/snapshots.ts';
import { memoryChain, sign } from '../support/chain.ts';

/** A driver that only collects: as one is that waits for others. */
class Collector implements Driver {
  readonly told: PoolEntry[] = [];
  async start(): Promise<void> {}
  async submit(entry: PoolEntry): Promise<undefined> {
    this.told.push(entry);
  }
  readonly leastFee = undefined;
  next(): never {
    throw new Error('others make the next block');
  }
  async stop(): Promise<void> {}
}

async function nodeWith(driver: Driver) {
  const [chain, pool] = [await memoryChain(), new Mempool(defaultLimits)];
  const dispatch = createDispatcher(selectMethods({ dev: true }), {
    chain,
    pool,
    driver,
    limits: defaultLimits,
    accounts: [],
    filters: new FilterStore(defaultLimits),
    impersonation: new Impersonation(),
    snapshots: new Snapshots(),
    subscriptions: new Set(),
    reads: readsHere(chain, defaultLimits),
  });
  const call = (method: string, ...params: unknown[]) => dispatch({ jsonrpc: '2.0', id: 1, method, params });
  return { chain, pool, call };
}

test('JSON-RPC hands what it took in to whatever driver there is, and acknowledges it when the driver has it', async () => {
  const driver = new Collector();
  const { chain, pool, call } = await nodeWith(driver);
  const tx = sign(chain, {});
  const raw = `0x${Buffer.from(tx.serialize()).toString('hex')}`;
  const hash = `0x${Buffer.from(tx.hash()).toString('hex')}`;
  expect(await call('eth_sendRawTransaction', raw)).toMatchObject({ result: hash });
  expect(driver.told.map((entry) => entry.hash)).toEqual([hash]);
  expect(await call('eth_sendRawTransaction', raw)).toMatchObject({ error: { message: 'already known' } });
  expect([driver.told.length, pool.size]).toEqual([1, 1]);
  expect(await call('eth_getTransactionByHash', hash)).toMatchObject({ result: { blockHash: null } });
});

test.each([
  ['evm_mine'],
  ['evm_increaseTime', 5],
  ['evm_setAutomine', true],
  ['evm_snapshot'],
  ['hardhat_reset'],
  ['anvil_setBalance', '0x00000000000000000000000000000000000000aa', '0x1'],
  ['anvil_setCoinbase', '0x00000000000000000000000000000000000000aa'],
  ['anvil_getAutomine'],
])('where the driver cannot make blocks and time at will, %s says so', async (method, ...params) => {
  const { chain, call } = await nodeWith(new Collector());
  expect(await call(method, ...params)).toMatchObject({
    error: { code: -32000, message: expect.stringContaining('not at this node alone to make') },
  });
  expect(chain.head.header.number).toBe(0n);
});
