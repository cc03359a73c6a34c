import { once } from 'node:events';
import { createZeroAddress } from '@ethereumjs/util';
import { expect, onTestFinished, test } from 'vitest';
import { Clock } from '../../src/consensus/clock.ts';
import { Solo } from '../../src/consensus/solo.ts';
import { createKeccak256 } from '../../src/crypto/keccak.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import { memoryChain, sign } from '../support/chain.ts';

async function solo(blockTime: number) {
  const chain = await memoryChain();
  const pool = new Mempool({ maxPoolTransactions: 100, maxPoolPerAccount: 100 });
  const driver = new Solo(chain, pool, {
    blockTime,
    coinbase: createZeroAddress(),
    keccak256: await createKeccak256(),
  });
  onTestFinished(() => driver.stop());
  const submit = (nonce: number) => {
    const entry = pool.add(sign(chain, { nonce }));
    return 'hash' in entry ? driver.submitted(entry.hash) : Promise.reject(new Error(entry.reason));
  };
  return { chain, pool, driver, submit };
}

test('D7: instant sealing: the acknowledgement comes with the block', async () => {
  const { chain, pool, submit } = await solo(0);
  await submit(0);
  expect(chain.head.transactions).toHaveLength(1);
  expect(pool.size).toBe(0);
});

test('a transaction behind a gap is acknowledged without a block and mined when the gap closes', async () => {
  const { chain, pool, submit } = await solo(0);
  await submit(1);
  expect(chain.head.header.number).toBe(0n);
  await submit(0);
  expect(pool.size).toBe(0);
  expect(chain.head.transactions).toHaveLength(2);
});

test('D7: transactions that arrive together share a block', async () => {
  const { chain, submit } = await solo(0);
  await Promise.all([0, 1, 2, 3].map(submit));
  expect(chain.head.header.number).toBe(1n);
  expect(chain.head.transactions).toHaveLength(4);
});

test('D7: with an interval blocks come without transactions too', async () => {
  const { chain, submit } = await solo(5);
  await submit(0);
  await once(chain.events, 'block');
  await once(chain.events, 'block');
  expect(chain.head.header.number).toBeGreaterThanOrEqual(2n);
  expect((await chain.store.readBlock(1n))!.transactions).toHaveLength(1);
});

test('after a stop nothing is sealed', async () => {
  const { chain, driver, submit } = await solo(0);
  await driver.stop();
  await submit(0);
  expect(chain.head.header.number).toBe(0n);
});

test('the clock never goes back, can be moved, and goes on from where it was set', () => {
  const clock = new Clock();
  const now = clock.now();
  expect(clock.take(now + 50n)).toBe(now + 50n);
  clock.advance(1_000n);
  expect(clock.take(0n)).toBeGreaterThanOrEqual(now + 1_000n);
  clock.setNext(now + 5_000n);
  expect(clock.take(0n)).toBe(now + 5_000n);
  expect(clock.take(0n)).toBeGreaterThanOrEqual(now + 5_000n);
});
