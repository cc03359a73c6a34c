import type { TypedTransaction } from '@ethereumjs/tx';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { admit, decodeTransaction, isRefusal, refusalOf } from '../../src/mempool/admit.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import { selectTransactions } from '../../src/mempool/select.ts';
import { memoryChain, sign } from '../support/chain.ts';

let chain: Chain;
beforeAll(async () => {
  chain = await memoryChain();
});

const limits = {
  maxPoolTransactions: 6,
  maxPoolPerAccount: 4,
  maxPoolBytes: 10_000,
  maxTransactionBytes: 1_000,
};
const fee = (maxFeePerGas: bigint, maxPriorityFeePerGas = 1n) => ({ maxFeePerGas, maxPriorityFeePerGas });

async function selected(pool: Mempool, baseFee = 1n): Promise<TypedTransaction[]> {
  return [...(await selectTransactions(pool, baseFee, async () => 0n))];
}

describe('D11', () => {
  test('a replacement must raise fee and tip by a tenth', () => {
    const pool = new Mempool(limits);
    expect(isRefusal(pool.add(sign(chain, fee(100n, 10n))))).toBe(false);
    expect(pool.add(sign(chain, fee(100n, 10n)))).toMatchObject({ reason: 'already known' });
    expect(pool.add(sign(chain, fee(109n, 11n)))).toMatchObject({
      reason: expect.stringContaining('underpriced'),
    });
    expect(pool.add(sign(chain, fee(110n, 10n)))).toMatchObject({
      reason: expect.stringContaining('underpriced'),
    });
    expect(isRefusal(pool.add(sign(chain, fee(110n, 11n))))).toBe(false);
    expect(pool.size).toBe(1);
  });

  test('what no block can take, since an earlier nonce is missing, keeps nobody out, whatever it pays', () => {
    const pool = new Mempool(limits);
    const rich = fee(1_000_000n);
    for (const sender of [1, 2])
      for (const nonce of [1, 2, 3])
        expect(pool.add(sign(chain, { nonce, ...rich }, sender))).toHaveProperty('tx');
    // Another one of its like takes the place of a cheaper one alone.
    expect(pool.add(sign(chain, { nonce: 7, ...rich }, 3), 6n)).toMatchObject({ code: 'pool' });
    for (let nonce = 5; nonce < 9; nonce++)
      expect(pool.add(sign(chain, { nonce, ...fee(10n) }), 5n)).toHaveProperty('tx');
    for (const nonce of [0, 1]) expect(pool.add(sign(chain, { nonce, ...fee(10n) }, 4))).toHaveProperty('tx');
    expect([pool.size, [...pool.senders()].length]).toEqual([6, 2]);
    expect(pool.add(sign(chain, { nonce: 2, ...rich }, 1), 1n)).toMatchObject({ code: 'pool' });
    expect(pool.add(sign(chain, { nonce: 1, ...rich }, 1), 1n)).toHaveProperty('tx');
    // What is behind a transaction in a block is in its turn.
    pool.remove(pool.of(sign(chain, {}).getSenderAddress().toString()).get(5n)!.hash);
    pool.dropBelow(sign(chain, {}).getSenderAddress().toString(), 6n);
    expect(pool.add(sign(chain, fee(20n), 2))).toHaveProperty('tx');
    expect(pool.add(sign(chain, { nonce: 1, ...fee(10n) }, 2))).toMatchObject({ code: 'pool' });
  });

  test('as many of what no block can take give way as it takes bytes', () => {
    const pool = new Mempool({ ...limits, maxPoolBytes: 600 });
    for (const nonce of [1, 2, 3]) pool.add(sign(chain, { nonce, ...fee(1_000_000n) }, 1));
    const long = sign(chain, { ...fee(1n), data: `0x${'11'.repeat(400)}`, gasLimit: 100_000n });
    expect(pool.add(long)).toHaveProperty('tx');
    expect(pool.size).toBe(1);
  });

  test('over the bounds the sender is told, and the cheapest gives way to a better one', () => {
    const pool = new Mempool(limits);
    for (let nonce = 0; nonce < 4; nonce++) pool.add(sign(chain, { nonce, ...fee(100n) }));
    expect(pool.add(sign(chain, { nonce: 4, ...fee(1_000n) }))).toMatchObject({
      reason: expect.stringContaining('maxPoolPerAccount'),
    });
    pool.add(sign(chain, fee(50n), 1));
    pool.add(sign(chain, fee(60n), 2));
    expect(pool.add(sign(chain, fee(50n), 3))).toMatchObject({
      reason: expect.stringContaining('maxPoolTransactions'),
    });
    expect(isRefusal(pool.add(sign(chain, fee(51n), 3)))).toBe(false);
    expect(pool.size).toBe(6);
    expect(pool.of(sign(chain, {}, 1).getSenderAddress().toString()).size).toBe(0);
  });

  test('maxPoolBytes: what comes fits beside what waits, or in place of something cheaper that is as large', () => {
    const data = (length: number) => ({ data: `0x${'00'.repeat(length)}` as const });
    const size = 720;
    const pool = new Mempool({ ...limits, maxPoolBytes: 2 * size });
    const bound = { code: 'pool', reason: expect.stringContaining('maxPoolBytes') };
    for (const account of [0, 1]) pool.add(sign(chain, { ...fee(100n), ...data(600) }, account));
    expect(pool.add(sign(chain, fee(90n), 2))).toMatchObject(bound);
    expect(pool.add(sign(chain, { ...fee(200n), ...data(700) }, 2))).toMatchObject(bound);
    // A replacement counts as what it adds.
    expect(pool.add(sign(chain, { ...fee(200n, 2n), ...data(650) }))).toMatchObject(bound);
    expect(isRefusal(pool.add(sign(chain, { ...fee(200n, 2n), ...data(590) })))).toBe(false);
    expect(isRefusal(pool.add(sign(chain, fee(150n), 2)))).toBe(false);
    expect(pool.size).toBe(2);
    // What has gone makes room.
    pool.clear();
    for (const account of [0, 1]) {
      expect(isRefusal(pool.add(sign(chain, { ...fee(100n), ...data(600) }, account)))).toBe(false);
    }
  });

  test('a sender does not push out its own earlier transaction: the later one could never run', () => {
    const pool = new Mempool({ ...limits, maxPoolTransactions: 2 });
    pool.add(sign(chain, { nonce: 0, ...fee(10n) }));
    pool.add(sign(chain, { nonce: 1, ...fee(10n) }));
    expect(isRefusal(pool.add(sign(chain, { nonce: 2, ...fee(1_000n) })))).toBe(true);
    expect(isRefusal(pool.add(sign(chain, fee(11n), 1)))).toBe(false);
    expect([...pool.of(sign(chain, {}).getSenderAddress().toString()).keys()]).toEqual([0n]);
  });

  test('whatever comes and goes: what was told to listeners adds up to what waits', () => {
    const step = fc.record({
      sender: fc.nat(3),
      nonce: fc.nat(4),
      price: fc.bigInt(2n, 60n),
      mined: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const pool = new Mempool(limits);
        const told = new Set<string>();
        pool.events.on('added', ({ hash }) => told.add(hash));
        pool.events.on('removed', ({ hash }) => told.delete(hash));
        for (const { sender, nonce, price, mined } of steps) {
          const tx = sign(chain, { nonce, ...fee(price, price) }, sender);
          pool.add(tx);
          if (mined) pool.dropBelow(tx.getSenderAddress().toString(), BigInt(nonce));
        }
        const waiting = [...pool.senders()].flatMap(([, entries]) => [...entries.values()]);
        expect(new Set(waiting.map(({ hash }) => hash))).toEqual(told);
        expect(pool.size).toBe(told.size);
      }),
      { numRuns: 20 },
    );
  });

  test('whatever is added: sizes stay in bounds, each sender is selected by nonce without gaps, best tip first', async () => {
    const entry = fc.record({ sender: fc.nat(3), nonce: fc.nat(4), price: fc.integer({ min: 2, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 15 }), async (entries) => {
        const pool = new Mempool(limits);
        for (const { sender, nonce, price } of entries)
          pool.add(sign(chain, { nonce, ...fee(BigInt(price), BigInt(price)) }, sender));
        expect(pool.size).toBeLessThanOrEqual(limits.maxPoolTransactions);
        const next = new Map<string, bigint>();
        const order = await selected(pool);
        for (const tx of order) {
          const sender = tx.getSenderAddress().toString();
          expect(tx.nonce).toBe(next.get(sender) ?? 0n);
          next.set(sender, tx.nonce + 1n);
        }
        for (const [sender, waiting] of pool.senders()) {
          expect(waiting.size).toBeLessThanOrEqual(limits.maxPoolPerAccount);
          expect(next.get(sender) ?? 0n).toBe(pool.nextNonce(sender, 0n));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a transaction below the base fee waits, and so does what follows it', async () => {
    const pool = new Mempool(limits);
    const [first, second, third] = [
      sign(chain, { nonce: 0, ...fee(100n) }),
      sign(chain, { nonce: 1, ...fee(10n) }),
      sign(chain, { nonce: 2, ...fee(100n) }),
    ];
    for (const tx of [third, second, first]) pool.add(tx);
    expect(await selected(pool, 50n)).toEqual([first]);
    expect(await selected(pool, 5n)).toEqual([first, second, third]);
  });
});

describe('admission', () => {
  test.each([
    ['nonce far ahead', { nonce: 4 }, 'nonce too high'],
    ['more value than funds', { value: 10n ** 24n }, 'insufficient funds'],
    ['more gas than a block', { gasLimit: 16_777_216n, data: '0x' as const, to: undefined }, undefined],
    ['too little gas', { gasLimit: 20_000n }, 'intrinsic gas too low'],
    ['no fee', fee(0n, 0n), 'max fee per gas is 0'],
  ])('%s', async (_what, fields, reason) => {
    const parts = { chain, pool: new Mempool(limits), limits };
    const tx = sign(chain, fields as Parameters<typeof sign>[1]);
    const asked = await refusalOf(tx, parts);
    expect(parts.pool.size).toBe(0);
    const result = await admit(tx, parts);
    if (reason === undefined) expect(isRefusal(result)).toBe(false);
    else expect(result).toMatchObject({ reason: expect.stringContaining(reason) });
    expect(asked).toEqual(isRefusal(result) ? result : undefined);
  });

  test('a sender can pay for all that waits of it together', async () => {
    const parts = { chain, pool: new Mempool(limits), limits };
    const tx = (nonce: number, value: bigint, price = 10n) =>
      sign(chain, { nonce, value, ...fee(price, price) });
    const { balance } = (await chain.stateAt(chain.head.header).getAccount(tx(0, 0n).getSenderAddress()))!;
    const half = balance / 2n;
    expect(await admit(tx(0, half), parts)).toHaveProperty('hash');
    expect(await admit(tx(1, half), parts)).toMatchObject({
      code: 'funds',
      reason: expect.stringContaining('together with the 1 that wait'),
    });
    expect(await admit(tx(1, half / 2n), parts)).toHaveProperty('hash');
    // What it replaces is not counted.
    expect(await admit(tx(0, half, 20n), parts)).toHaveProperty('hash');
    expect(await admit(tx(0, balance - half / 2n, 40n), parts)).toMatchObject({ code: 'funds' });
    expect(parts.pool.size).toBe(2);
  });

  test('a question gets the answer that adding then gives, and changes nothing', async () => {
    const candidate = fc.record({ sender: fc.nat(3), nonce: fc.nat(4), price: fc.bigInt(2n, 60n) });
    await fc.assert(
      fc.asyncProperty(fc.array(candidate, { maxLength: 20 }), async (candidates) => {
        const pool = new Mempool(limits);
        const heard: string[] = [];
        pool.events.on('added', ({ hash }) => heard.push(hash));
        pool.events.on('removed', ({ hash }) => heard.push(hash));
        for (const { sender, nonce, price } of candidates) {
          const tx = sign(chain, { nonce, ...fee(price, price) }, sender);
          const before = [heard.length, pool.size];
          const asked = await refusalOf(tx, { chain, pool, limits });
          expect([heard.length, pool.size]).toEqual(before);
          const result = await admit(tx, { chain, pool, limits });
          expect(asked).toEqual(isRefusal(result) ? result : undefined);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('what another chain signed, or is too long, is no transaction', () => {
    const bytes = sign(chain, {}).serialize();
    expect(isRefusal(decodeTransaction(bytes, chain, 1_000))).toBe(false);
    expect(decodeTransaction(bytes, chain, bytes.length - 1)).toMatchObject({ code: 'size' });
    expect(decodeTransaction(bytes.subarray(0, -1), chain, 1_000)).toMatchObject({ code: 'type' });
  });
});
