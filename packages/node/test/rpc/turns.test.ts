import { createZeroAddress } from '@ethereumjs/util';
import { expect, test, vi } from 'vitest';
import { HeadNonces } from '../../src/chain/head-nonces.ts';
import { defaultLimits } from '../../src/config/limits.ts';
import { createDriver } from '../../src/consensus/create-driver.ts';
import { Mempool } from '../../src/mempool/mempool.ts';
import { FilterStore } from '../../src/rpc/filters.ts';
import type { RpcContext } from '../../src/rpc/method.ts';
import type { DevelopmentContext } from '../../src/rpc/methods/development/developing.ts';
import { mine } from '../../src/rpc/methods/development/sealing.ts';
import { filterHandlers } from '../../src/rpc/methods/filters.ts';
import { memoryChain } from '../support/chain.ts';
import { occupy, turnsDuring } from '../support/turns.ts';

/** Turns that others must have in work of 100 steps of a millisecond each: one after each slice of ten, and some to spare. */
const enough = 4;

/** A chain in memory, where nothing waits for a disk, and a way to make blocks. */
async function mining() {
  const chain = await memoryChain();
  const pool = new Mempool(defaultLimits);
  const { development } = createDriver({ blockTime: 0, coinbase: createZeroAddress() }, { chain, pool });
  const context = { chain, pool, development } as unknown as DevelopmentContext;
  return { chain, mine: (blocks: bigint) => mine(context, blocks, 0n) };
}

test('many blocks at once let others have their turns', async () => {
  const { chain, mine } = await mining();
  chain.events.on('block', () => occupy(1));
  expect(await turnsDuring(() => mine(100n))).toBeGreaterThan(enough);
  expect(chain.head.header.number).toBe(100n);
});

test('going back over many blocks lets others have their turns, and none of them is read any more', async () => {
  const { chain, mine } = await mining();
  const { store } = chain;
  await mine(100n);
  const readBlock = store.readBlock.bind(store);
  vi.spyOn(store, 'readBlock').mockImplementation((number) => {
    occupy(1);
    return readBlock(number);
  });
  const announced = new Promise<void>((resolve) => {
    chain.events.on('removed', ({ block }) => block.header.number === 1n && resolve());
  });
  const going = chain.rewind(0n);
  expect(await turnsDuring(() => announced), 'while it is announced').toBeGreaterThan(enough);
  expect(await turnsDuring(() => going), 'while it is done').toBeGreaterThan(enough);
  expect(await store.readBlock(1n)).toBeUndefined();
  expect(await store.readHeader(100n)).toBeUndefined();
});

test('a filter over many blocks lets others have their turns', async () => {
  const { chain, mine } = await mining();
  const { store } = chain;
  const context = { chain, filters: new FilterStore(defaultLimits), limits: defaultLimits };
  const id = filterHandlers.eth_newBlockFilter.run(context as unknown as RpcContext, []);
  await mine(100n);
  const readHeader = store.readHeader.bind(store);
  vi.spyOn(store, 'readHeader').mockImplementation((number) => {
    occupy(1);
    return readHeader(number);
  });
  const ask = async () => {
    const told = await filterHandlers.eth_getFilterChanges.run(context as unknown as RpcContext, [id]);
    expect(told).toHaveLength(100);
  };
  expect(await turnsDuring(ask)).toBeGreaterThan(enough);
});

test('reading the nonces of many accounts lets others have their turns', async () => {
  const nonces = new HeadNonces({
    head: {} as never,
    nonceOf: async () => {
      occupy(1);
      return 7n;
    },
  });
  const read = async () => {
    for (let sender = 0; sender < 100; sender++) expect(await nonces.of(`0x${sender}`)).toBe(7n);
  };
  expect(await turnsDuring(read)).toBeGreaterThan(enough);
});
