import { expect, test, vi } from 'vitest';
import { HeadNonces } from '../../src/chain/head-nonces.ts';
import { defaultLimits, type Limits } from '../../src/config/limits.ts';
import { admit } from '../../src/mempool/admit.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import type { RpcContext } from '../../src/rpc/method.ts';
import { poolHandlers } from '../../src/rpc/methods/pool.ts';
import type { RawJson } from '../../src/rpc/raw-json.ts';
import { readsHere } from '../../src/rpc/reads-here.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';

const senders = [0, 1, 2, 3];

/** A pool in which each of some accounts has a transaction that could run and one behind a gap. */
async function waiting(bounds: Partial<Limits> = {}) {
  const limits = { ...defaultLimits, ...bounds };
  const chain = await memoryChain();
  const pool = new Mempool(limits);
  for (const sender of senders)
    for (const nonce of [0, 2]) await admit(sign(chain, { nonce }, sender), { chain, pool, limits });
  expect(pool.size).toBe(2 * senders.length);
  const reads = readsHere(chain, limits);
  const context = { chain, pool, limits, reads, accounts } as unknown as RpcContext;
  const ask = async (method: keyof typeof poolHandlers, ...params: unknown[]) =>
    poolHandlers[method].run(context, params);
  return { chain, pool, ask, read: vi.spyOn(chain, 'nonceOf') };
}

test('what waits is told without a look at the state for each account and each question', async () => {
  const { chain, ask, read } = await waiting();
  const counted = { pending: '0x4', queued: '0x4' };
  const many = [1, 2, 3].map(() => ask('txpool_status'));
  expect(await Promise.all(many)).toEqual([counted, counted, counted]);
  await ask('txpool_content');
  await ask('txpool_inspect');
  await ask('txpool_contentFrom', accounts[0]!.address);
  expect(read).toHaveBeenCalledTimes(senders.length);
  // Nothing is kept of accounts that have nothing waiting.
  expect((await ask('txpool_contentFrom', accounts[9]!.address)) as RawJson).toEqual({
    json: '{"pending":{},"queued":{}}',
  });
  expect(read).toHaveBeenCalledTimes(senders.length);
  // In another block each nonce may be another: here they went into it, and the pool was not told.
  await append(chain, [sign(chain, { nonce: 0 }), sign(chain, { nonce: 1 })], after(chain));
  expect(await ask('txpool_status')).toEqual({ pending: '0x5', queued: '0x3' });
  expect(read).toHaveBeenCalledTimes(2 * senders.length);
});

test('a nonce that could not be read is read again', async () => {
  const nonceOf = vi.fn().mockRejectedValueOnce(new Error('the disk is away')).mockResolvedValue(3n);
  const nonces = new HeadNonces({ head: {} as never, nonceOf });
  await expect(nonces.of('0x1')).rejects.toThrow('the disk is away');
  expect(await nonces.of('0x1')).toBe(3n);
});

test.each([
  ['txpool_content', []],
  ['txpool_inspect', []],
  ['txpool_contentFrom', [accounts[0]!.address]],
  ['eth_pendingTransactions', []],
] as const)('%s is bounded: each answer, and those of a batch together', async (method, params) => {
  const { ask } = await waiting();
  const { json } = (await ask(method, ...params)) as RawJson;
  const small = await waiting({ maxReadBytes: 100 });
  await expect(small.ask(method, ...params)).rejects.toThrow('more than maxReadBytes = 100');
  const batch = await waiting({ maxResponseBytes: 2 * json.length });
  const answers = await Promise.allSettled([1, 2, 3].map(() => batch.ask(method, ...params)));
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
});
