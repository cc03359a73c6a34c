import { once } from 'node:events';
import { createZeroAddress, hexToBytes } from '@ethereumjs/util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Stopping } from '../../src/chain/fault.ts';
import { createDriver } from '../../src/consensus/create-driver.ts';
import { Clock } from '../../src/consensus/solo/clock.ts';
import { submit, submitSigned } from '../../src/consensus/submit.ts';
import { isRefusal } from '../../src/mempool/admit.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import { PoolJournal } from '../../src/mempool/pool-journal.ts';
import { accountKey, bytesOf, nameOf } from '../../src/state/state-keys.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';

async function solo(blockTime: number) {
  const store = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  const limits = {
    maxPoolTransactions: 100,
    maxPoolPerAccount: 100,
    maxPoolBytes: 1_000_000,
    maxTransactionBytes: 1_000,
  };
  const pool = new Mempool(limits);
  const driver = createDriver({ blockTime, coinbase: createZeroAddress() }, { chain, pool });
  onTestFinished(() => driver.stop());
  const parts = { chain, pool, driver, limits };
  return {
    ...parts,
    parts,
    store,
    send: async (fields: Parameters<typeof sign>[1], sender?: number) => {
      const taken = await submit(parts, sign(chain, fields, sender));
      expect(isRefusal(taken)).toBe(false);
    },
  };
}

test('D7: instant sealing: the acknowledgement comes with the block', async () => {
  const { chain, pool, send } = await solo(0);
  await send({ nonce: 0 });
  expect(chain.head.transactions).toHaveLength(1);
  expect(pool.size).toBe(0);
});

test('D7: a transaction behind a gap is acknowledged without a block and mined when the gap closes', async () => {
  const { chain, pool, send } = await solo(0);
  await send({ nonce: 1 });
  expect(chain.head.header.number).toBe(0n);
  await send({ nonce: 0 });
  expect(pool.size).toBe(0);
  expect(chain.head.transactions).toHaveLength(2);
});

test('D7: transactions that arrive together share a block', async () => {
  const { chain, send } = await solo(0);
  await Promise.all([0, 1, 2, 3].map((nonce) => send({ nonce })));
  expect(chain.head.header.number).toBe(1n);
  expect(chain.head.transactions).toHaveLength(4);
});

test('an interval that ends while a block is made stays ended', async () => {
  const { chain, driver } = await solo(0);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  driver.development.setInterval(1);
  await once(chain.events, 'block');
  // Here the block is there, and who had it made does not know it yet.
  driver.development.setInterval(0);
  timers.mockClear();
  await driver.development.seal();
  await new Promise(setImmediate);
  expect(timers).not.toHaveBeenCalled();
});

test('D7: with an interval blocks come without transactions too', async () => {
  const { chain, driver, send } = await solo(5);
  await driver.start();
  await send({ nonce: 0 });
  await once(chain.events, 'block');
  await once(chain.events, 'block');
  expect(chain.head.header.number).toBeGreaterThanOrEqual(2n);
  expect((await chain.store.readBlock(1n))!.transactions).toHaveLength(1);
});

test('what waits before the start is in a block after it', async () => {
  const { chain, pool, driver } = await solo(0);
  pool.add(sign(chain, { nonce: 0 }));
  const block = once(chain.events, 'block');
  await driver.start();
  await block;
  expect(chain.head.transactions).toHaveLength(1);
});

test('after a stop nothing is sealed, and a sender is told so', async () => {
  const { chain, driver, send } = await solo(0);
  await driver.stop();
  await expect(send({ nonce: 0 })).rejects.toThrow(Stopping);
  expect(chain.head.header.number).toBe(0n);
  await expect(driver.development.seal()).rejects.toThrow('no more blocks are made');
});

test('a stop waits until the block in work is committed', async () => {
  const { chain, driver } = await solo(0);
  let sealed: Promise<unknown> = Promise.resolve();
  await new Promise<void>((begun) => {
    sealed = driver.development.seal({ edit: async () => begun() });
  });
  expect(chain.head.header.number).toBe(0n);
  await driver.stop();
  expect(chain.head.header.number).toBe(1n);
  await sealed;
});

test('blocks that are asked for at once come one after another, and going back comes between two of them', async () => {
  const { chain, driver } = await solo(0);
  const { development } = driver;
  const [, , back] = await Promise.all([
    development.seal(),
    development.seal(),
    development.rewind(1n).then(() => chain.head.header.number),
    development.seal(),
    development.seal(),
  ]);
  expect(back).toBe(1n);
  expect(chain.head.header.number).toBe(3n);
});

test('a change to the next block that comes while one is in work waits for the one after it', async () => {
  const { chain, driver } = await solo(0);
  const { development } = driver;
  const gasLimits = [];
  const edit = async () => {
    development.nextBlock.gasLimit = 9_000_000n;
  };
  gasLimits.push((await development.seal({ edit })).block.header.gasLimit);
  gasLimits.push((await development.seal()).block.header.gasLimit);
  expect(gasLimits).toEqual([chain.genesis.header.gasLimit, 9_000_000n]);
});

test('a transaction that fits no block any more leaves the pool instead of sealing empty blocks for ever', async () => {
  const { chain, pool, driver, send } = await solo(0);
  driver.development.setAutomine(false);
  await send({ nonce: 0, gasLimit: 12_000_000n });
  await send({ nonce: 0 }, 1);
  driver.development.nextBlock.gasLimit = 6_000_000n;
  await driver.development.seal();
  expect(chain.head.transactions).toHaveLength(1);
  expect(pool.size).toBe(0);
  driver.development.setAutomine(true);
  await send({ nonce: 1 }, 1);
  expect(chain.head.header.number).toBe(2n);
});

test('D8: a disk that fails: every sender who waits gets the fault, and nobody a hash', async () => {
  const { chain, store, send } = await solo(0);
  const written = store.write;
  store.write = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  const sent = await Promise.allSettled([send({ nonce: 0 }), send({ nonce: 1 }), send({ nonce: 5 })]);
  for (const { status, reason } of sent as PromiseRejectedResult[]) {
    expect([status, reason]).toEqual(['rejected', chain.fault]);
  }
  store.write = written;
  await expect(send({ nonce: 6 })).rejects.toThrow('no space left on device');
  expect(chain.head.header.number).toBe(0n);
});

test('a transaction that a block shows to be impossible: its sender gets the reason, and no hash', async () => {
  const { driver, parts, chain } = await solo(0);
  const rich = 9_999n * 10n ** 18n;
  const taken = await Promise.all([
    submit(parts, sign(chain, { nonce: 0, value: rich })),
    submit(parts, sign(chain, { nonce: 1, value: rich })),
  ]);
  expect(taken.map((outcome) => isRefusal(outcome))).toEqual([false, true]);
  expect(taken[1]).toMatchObject({ code: 'funds' });
  await driver.stop();
});

test('D8: damage that the choice of transactions meets stops the chain', async () => {
  const { chain, pool, driver, store } = await solo(0);
  await driver.development.seal();
  const fault = once(chain.events, 'fault');
  pool.add(sign(chain, { nonce: 0 }));
  const name = nameOf(chain.keccak256(hexToBytes(accounts[0]!.address)));
  await store.write([[bytesOf(accountKey(name)), undefined]]);
  await driver.start();
  expect((await fault)[0].message).toMatch(/^Stopped while sealing a block: The database is damaged/);
  await driver.stop();
});

test('a signed transaction is taken in with its bytes, or refused with a reason; then nothing waits', async () => {
  const { chain, pool, parts } = await solo(0);
  const bytes = sign(chain, { nonce: 0 }).serialize();
  expect(await submitSigned(parts, bytes.subarray(1))).toMatchObject({ code: 'type' });
  expect(await submitSigned(parts, bytes)).toMatchObject({ sender: accounts[0]!.address.toLowerCase() });
  expect(await submitSigned(parts, bytes)).toMatchObject({ code: 'nonce-too-low' });
  expect([pool.size, chain.head.header.number]).toEqual([0, 1n]);
});

test('the clock never goes back, can be moved, and goes on from where it was set', () => {
  const clock = new Clock(1n);
  const now = clock.time;
  expect(clock.peek(now + 50n)).toBe(now + 51n);
  expect(clock.take(now + 50n)).toBe(now + 51n);
  expect(new Clock(0n).take(now + 50n)).toBe(now + 50n);
  // What is to pass, passes after the newest block; what is set for the next one stays.
  clock.setNext(now + 60n);
  clock.advance(1_000n, now + 51n);
  expect(clock.peek(0n)).toBe(now + 60n);
  clock.time += 0n;
  expect(clock.take(0n)).toBeGreaterThanOrEqual(now + 1_051n);
  clock.setNext(now + 5_000n);
  expect(clock.take(0n)).toBe(now + 5_000n);
  expect(clock.take(0n)).toBeGreaterThanOrEqual(now + 5_000n);
  clock.interval = 7n;
  expect(clock.take(now + 9_000n)).toBe(now + 9_007n);
  expect(clock.take(now + 9_007n)).toBe(now + 9_014n);
  clock.reset();
  expect(clock.take(0n)).toBeLessThan(now + 5_000n);
});

test('D11: a pool that cannot be kept: its senders get the fault, and nobody after them is told that theirs is', async () => {
  const { chain, parts, driver, store } = await solo(0);
  driver.development.setAutomine(false);
  const kept = { ...parts, journal: new PoolJournal({ ...parts, kv: store }) };
  await kept.journal.restore();
  store.write = () => Promise.reject(new Error('ENOSPC: no space left on device'));
  const later = (nonce: number) => submit(kept, sign(chain, { nonce }));
  await expect(later(0)).rejects.toThrow('Stopped while keeping the pool: ENOSPC');
  expect(chain.fault).toBeDefined();
  await expect(later(1)).rejects.toBe(chain.fault);
});

test('D8: a node that stops refuses what is in no block, unless the pool is kept', async () => {
  const { chain, parts, driver, store } = await solo(0);
  const kept = { ...parts, journal: new PoolJournal({ ...parts, kv: store }) };
  await kept.journal.restore();
  await driver.stop();
  await expect(submit(parts, sign(chain, { nonce: 0 }))).rejects.toThrow(Stopping);
  expect(await submit(kept, sign(chain, { nonce: 1 }))).toHaveProperty('hash');
  const waiting = [];
  for await (const key of store.keys(...keys.waitingRange)) waiting.push(key);
  expect(waiting).toHaveLength(2);
});
