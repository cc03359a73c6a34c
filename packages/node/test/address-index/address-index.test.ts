/** What the index says is what the blocks say, whatever the chain does meanwhile. */
import { hexToBytes } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { AddressIndex } from '../../src/address-index/address-index.ts';
import { appearancesIn } from '../../src/address-index/appearances-in.ts';
import type { Chain } from '../../src/chain/chain.ts';
import type { AppearanceKind } from '../../src/storage/appearances.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';

const people = accounts.slice(0, 3).map(({ address }) => address.toLowerCase() as Hex);

const fail = (error: unknown) => {
  throw error;
};

/** Lists of both kinds, as `block/index`. */
function listsOf(chain: Chain): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const person of people) {
    for (const kind of ['sent', 'named'] as const) {
      const list = chain.store.appearances.list(kind, hexToBytes(person));
      lists[`${kind} ${person}`] = Array.from({ length: list.length }, (_, position) => {
        const { block, index } = list.at(position);
        return `${block}/${index}`;
      });
    }
  }
  return lists;
}

/** The same, from the blocks. */
async function expectedOf(chain: Chain): Promise<Record<string, string[]>> {
  const lists: Record<string, string[]> = {};
  for (const person of people) for (const kind of ['sent', 'named']) lists[`${kind} ${person}`] = [];
  for (let number = 1n; number <= chain.head.header.number; number++) {
    const block = (await chain.store.readBlock(number))!;
    const receipts = (await chain.store.readReceipts(number))!;
    for (const [kind, address, at] of appearancesIn(block, receipts))
      lists[`${kind} 0x${Buffer.from(address).toString('hex')}`]?.push(`${at.block}/${at.index}`);
  }
  return lists;
}

/** Blocks with transactions of the first account to the second, and one of the second to the third in each third block. */
async function grow(chain: Chain, blocks: number, perBlock: number): Promise<void> {
  for (let block = 0; block < blocks; block++) {
    const nonce = Number(await chain.nonceOf(people[0]!));
    const candidates = Array.from({ length: perBlock }, (_, index) => sign(chain, { nonce: nonce + index }));
    if (block % 3 === 0) candidates.push(sign(chain, { nonce: Number(await chain.nonceOf(people[1]!)) }, 1));
    await append(chain, candidates, after(chain));
  }
}

/** An index that has come to the head: a new one begins by making good what is missing. */
async function indexed(chain: Chain, store: KeyValueStore): Promise<void> {
  const settled = new Promise<void>((resolve, reject) => {
    const index = new AddressIndex(chain, watching(store, chain, resolve), reject);
    if (isThere(chain)) void index.close().then(resolve);
  });
  await settled;
}

const isThere = (chain: Chain) => chain.store.appearances.readUpTo()?.number === chain.head.header.number;

/** Tells when a write has brought the index to the head. */
function watching(store: KeyValueStore, chain: Chain, there: () => void): KeyValueStore {
  return {
    get: (key) => store.get(key),
    keys: (from, to) => store.keys(from, to),
    backup: (folder) => store.backup(folder),
    close: () => store.close(),
    write: async (changes) => {
      await store.write(changes);
      if (isThere(chain)) there();
    },
  };
}

async function chainWith(blocks: number, perBlock: number) {
  const store = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  await grow(chain, blocks, perBlock);
  return { store, chain };
}

test('blocks from before there was an index are in it', async () => {
  const { store, chain } = await chainWith(20, 9);
  expect(chain.store.appearances.readUpTo()).toBeUndefined();
  await indexed(chain, store);
  const lists = listsOf(chain);
  expect(lists).toEqual(await expectedOf(chain));
  expect(lists[`sent ${people[0]}`]).toHaveLength(180);
});

test('a chain that goes back takes with it what its blocks had, across pages', async () => {
  const { store, chain } = await chainWith(4, 40);
  const written: (() => void)[] = [];
  const next = () => new Promise<void>((resolve) => written.push(resolve));
  let settled = next();
  const index = new AddressIndex(
    chain,
    watching(store, chain, () => written.pop()?.()),
    fail,
  );
  await settled;
  expect(listsOf(chain)[`sent ${people[0]}`]).toHaveLength(160);
  for (const to of [3n, 1n, 0n]) {
    settled = next();
    await chain.rewind(to);
    await settled;
    expect(listsOf(chain)).toEqual(await expectedOf(chain));
  }
  // Nothing is left of pages that are empty.
  const left: unknown[] = [];
  for await (const key of store.keys(...keys.appearancesRange)) left.push(key);
  expect(left).toEqual([]);
  await index.close();
});

test('a process that ended while its chain went back makes the index anew', async () => {
  const { store, chain } = await chainWith(6, 20);
  await indexed(chain, store);
  // Its index is not told of this.
  for (const name of ['removed', 'rewind', 'rewinding'] as const) chain.events.removeAllListeners(name);
  await chain.rewind(2n);
  await grow(chain, 6, 3);
  const again = await memoryChain(undefined, store);
  await indexed(again, store);
  expect(listsOf(again)).toEqual(await expectedOf(again));
});

test('a page that is gone, or is not as it was written, is damage', async () => {
  const { store, chain } = await chainWith(4, 40);
  await indexed(chain, store);
  const address = hexToBytes(people[0]!);
  const key = keys.appearances(address, 'sent', 1);
  const record = Uint8Array.from(store.get(key)!);
  const kind: AppearanceKind = 'sent';
  const read = () => chain.store.appearances.list(kind, address).at(70);
  expect(read()).toEqual({ block: 2n, index: 30 });
  await store.write([[key, undefined]]);
  expect(read).toThrow('The database is damaged');
  record[5]! ^= 1;
  await store.write([[key, record]]);
  expect(read).toThrow('The database is damaged');
});
