import { afterEach, expect, test } from 'vitest';
import { defaultLimits } from '../../src/config/limits.ts';
import { type EndReason, ReadEnded, ReadPool } from '../../src/reads/read-pool.ts';
import { memoryChain } from '../support/chain.ts';

const limits = { ...defaultLimits, maxReadBytes: 1, maxReadMilliseconds: 120_000 };
let pool: ReadPool | undefined;
afterEach(() => pool?.close());

async function openPool(threads: number, program = 'hoarding-worker.mjs'): Promise<ReadPool> {
  const { store, head } = await memoryChain();
  pool = new ReadPool({
    program: new URL(program, import.meta.url),
    chain: { genesis: {}, limits, source: 'node', pruned: new BigInt64Array(2) } as never,
    store: store as never,
    limits,
    threads,
    next: () => Promise.reject(new Error('no read of these looks at it')),
    settled: async () => undefined,
    giveUp: () => undefined,
    now: () => ({ head: { number: head.header.number, hash: head.hash() }, rewinds: 0 }),
  });
  return pool;
}

test('reads that fill the heap of their worker end with it and say by which bound; others are served', async () => {
  const reads = await openPool(2);
  const reasons: EndReason[] = [];
  reads.observers.add({ ran: () => {}, ended: (reason) => reasons.push(reason) });
  const ask = (caller: string, method: string) => reads.run(caller, method, { raw: [] });
  const hoards = [1, 2, 3].map(() => ask('hoarder', 'hoard').catch((error: unknown) => error));
  const others = ['a', 'b', 'c'].map((method) => ask('other', method));
  expect(await Promise.all(others)).toEqual(
    ['a', 'b', 'c'].map((method) => ({ json: JSON.stringify(method) })),
  );
  for (const ended of await Promise.all(hoards)) {
    expect(ended).toBeInstanceOf(ReadEnded);
    expect((ended as ReadEnded).message).toContain('maxReadBytes = 1');
  }
  expect(reasons).toEqual(['memory', 'memory', 'memory']);
  // Workers that were lost have been replaced.
  expect(await ask('hoarder', 'd')).toEqual({ json: '"d"' });
  expect(reads.waiting).toBe(0);
});

test.each([1, 2])(
  'a worker that ends before it is ready fails its read, and not for ever (%d)',
  async (threads) => {
    const reads = await openPool(threads, '../support/ending-worker.mjs');
    for (let again = 0; again < 3; again++) {
      const asked = ['a', 'b', 'c'].map((method) => reads.run('caller', method, { raw: [] }));
      for (const outcome of await Promise.allSettled(asked))
        expect(outcome).toMatchObject({ reason: { message: 'a worker of reads ended at its start' } });
    }
    expect(reads.running + reads.waiting).toBe(0);
  },
);
