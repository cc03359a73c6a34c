import { createBlockHeader } from '@ethereumjs/block';
import {
  bytesToHex,
  concatBytes,
  createAddressFromString,
  hexToBytes,
  KECCAK256_RLP,
} from '@ethereumjs/util';
import type { Hex } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { openChain } from '../../src/chain/open-chain.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { type GenesisFile, parseGenesis } from '../../src/genesis/genesis-file.ts';
import { ChunkCheck } from '../../src/snapshots/check-chunks.ts';
import { ChunkError } from '../../src/snapshots/chunk-error.ts';
import { chunkBytes, maxChunkBytes } from '../../src/snapshots/format.ts';
import { encodeItem, type Item, readItems } from '../../src/snapshots/item.ts';
import { JoinChain } from '../../src/snapshots/join-chain.ts';
import { proveAccount } from '../../src/state/account-proof.ts';
import { BlockAbsent } from '../../src/storage/joined.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';
import { chunksOf, digests, joined } from '../support/snapshots.ts';

const address = (number: number): Hex => `0x${number.toString(16).padStart(40, '0')}`;
const word = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`;

const slots = (count: number): Record<Hex, Hex> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [word(at), `0x${'ee'.repeat(28)}${word(at).slice(58)}`]),
  );

const large = address(0x1111);
const shared: Hex = `0x${'5b'.repeat(80_000)}00`;

/** Accounts of every kind. The slots of one and the codes of others do not fit into one chunk. */
const genesis: GenesisFile = {
  ...developmentGenesis(),
  alloc: {
    ...developmentGenesis().alloc,
    [large]: { balance: '1', code: '0x00', storage: slots(6_000) },
    [address(0x2001)]: { balance: '0', nonce: 1, storage: slots(1) },
    [address(0x2002)]: { balance: '0', storage: { [word(1)]: word(2 ** 40) } },
    [address(0x2003)]: { balance: '5', code: `0xef0100${'77'.repeat(20)}` },
    [address(0x2004)]: { balance: '5', code: '0x6001' },
    ...Object.fromEntries(
      Array.from({ length: 90 }, (_, at) => [address(0x3000 + at), { balance: '1', code: shared }]),
    ),
    ...Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        address(0x4000 + at),
        { balance: '1', code: `${shared}${at.toString(16).padStart(4, '0')}` },
      ]),
    ),
    ...Object.fromEntries(Array.from({ length: 500 }, (_, at) => [address(0x5000 + at), { balance: '7' }])),
  },
};

let chain: Chain;
let chunks: Uint8Array[];

beforeAll(async () => {
  chain = await memoryChain(genesis);
  for (let nonce = 0; nonce < 3; nonce++) await append(chain, [sign(chain, { nonce })], after(chain));
  chunks = await chunksOf(chain);
}, 120_000);

const checkOf = (header = chain.head.header, count = chunks.length) => {
  const codes = new Set<string>();
  const check = new ChunkCheck({
    header,
    chunks: count,
    keccak256: chain.keccak256,
    hasCode: (name) => codes.has(name),
  });
  return {
    check,
    take: async (chunk: Uint8Array) => {
      const changes = await check.take(chunk);
      for (const name of changes.code.keys()) codes.add(name);
      return changes;
    },
  };
};

/** A check that has taken the chunks before this one. */
async function checkAt(index: number) {
  const { check, take } = checkOf();
  for (const chunk of chunks.slice(0, index)) await take(chunk);
  return { check, take };
}

const anyLists = { transactions: 10_000, receipts: 10_000 };
const itemsOf = (chunk: Uint8Array): Item[] => [...readItems(chunk, anyLists)].map(({ item }) => item);
const chunkOf = (items: readonly Item[]): Uint8Array => concatBytes(...items.map(encodeItem));

describe('chunks', () => {
  test('D26: are cut where the rule says, and none is as large as 8 MB', () => {
    expect(chunks.length).toBeGreaterThan(4);
    for (const [index, chunk] of chunks.entries()) {
      expect(chunk.length).toBeLessThan(maxChunkBytes);
      const items = [...readItems(chunk, anyLists)];
      const isLast = index === chunks.length - 1;
      expect(items.at(-1)!.item.kind === 'edge').toBe(!isLast);
      const parts = items.filter(({ item }) => item.kind !== 'edge');
      expect(parts.at(-1)!.start).toBeLessThan(chunkBytes);
      if (!isLast) expect(parts.at(-1)!.end).toBeGreaterThanOrEqual(chunkBytes);
    }
  });

  test('D26: have each code once, however many accounts have it', () => {
    const codes = chunks
      .flatMap(itemsOf)
      .flatMap((item) => (item.kind === 'code' ? [bytesToHex(item.code)] : []));
    expect(codes.filter((code) => code === shared)).toHaveLength(1);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toContain(`0xef0100${'77'.repeat(20)}`);
  });

  test('D26: are the same bytes at every node: an archive, one that prunes, one that joined, while blocks go on', async () => {
    const pruned = await openChain(createMemoryStore(), parseGenesis(genesis), { state: 2, proofs: 1 });
    for (let number = 1n; number <= 3n; number++) {
      const block = (await chain.store.readBlock(number))!;
      const { header } = block;
      const executed = await pruned.execute(block.transactions, {
        ...{ timestamp: header.timestamp, coinbase: header.coinbase, prevRandao: header.prevRandao },
      });
      await pruned.commit(executed);
    }
    expect(pruned.head.hash()).toEqual(chain.head.hash());
    const hold = pruned.holdState(pruned.head.header);
    for (let nonce = 3; nonce < 9; nonce++) await append(pruned, [sign(pruned, { nonce })], after(pruned));
    expect(digests(await chunksOf(pruned, 3n))).toEqual(digests(chunks));
    hold.release();
    await append(pruned, [sign(pruned, { nonce: 9 })], after(pruned));
    await expect(chunksOf(pruned, 3n)).rejects.toThrow('the state of block 3 is pruned');
    const { late } = await joined(chain, genesis);
    expect(digests(await chunksOf(late))).toEqual(digests(chunks));
  }, 60_000);

  test('D26: of a state without accounts are one, with its block', async () => {
    const { common } = chain;
    const header = createBlockHeader({ ...chain.head.header, stateRoot: KECCAK256_RLP }, { common });
    const first = itemsOf(chunks[0]!).filter(({ kind }) =>
      ['header', 'transactions', 'receipts'].includes(kind),
    );
    const { check, take } = checkOf(header, 1);
    await take(chunkOf(first));
    expect(check.isWhole).toBe(true);
    const other = checkOf(chain.head.header, 1);
    await expect(other.take(chunkOf(first))).rejects.toThrow('its accounts are not all those of the state');
  });
});

test('D26: the storage of an account with 50,000 slots goes over several chunks, each held against its root', async () => {
  const full = await memoryChain({
    ...genesis,
    alloc: { ...developmentGenesis().alloc, [large]: { balance: '1', storage: slots(50_000) } },
  });
  await append(full, [sign(full, { nonce: 0 })], after(full));
  const cut = await chunksOf(full);
  const inside = cut.filter((chunk) =>
    itemsOf(chunk).every(({ kind }) => kind === 'slot' || kind === 'edge'),
  );
  expect(inside.length).toBeGreaterThan(0);
  const { check, take } = checkOf(full.head.header, cut.length);
  for (const [index, chunk] of cut.entries()) {
    const items = itemsOf(chunk);
    const at = items.findLastIndex(({ kind }) => kind === 'slot');
    if (at >= 0) {
      const slot = items[at] as Extract<Item, { kind: 'slot' }>;
      const other = { ...slot, value: Uint8Array.of(1, ...slot.value.slice(1)) };
      await expect(take(chunkOf(items.with(at, other)))).rejects.toThrow(ChunkError);
    }
    await take(chunk);
    expect(check.index).toBe(index + 1);
  }
  expect(check.isWhole).toBe(true);
}, 120_000);

describe('a node that joins', () => {
  test('D27: has the same head, state, code, proofs and receipts, and goes on with the same blocks', async () => {
    const { late, store } = await joined(chain, genesis);
    expect(late.head.hash()).toEqual(chain.head.hash());
    expect(await late.store.readReceipts(3n)).toEqual(await chain.store.readReceipts(3n));
    expect((await late.store.findTransaction(chain.head.transactions[0]!.hash()))?.block.hash()).toEqual(
      chain.head.hash(),
    );
    for (const name of [large, address(0x2002), address(0x2003), address(0x3001), address(0x9999)]) {
      const bytes = createAddressFromString(name).bytes;
      const key = [hexToBytes(word(7)), hexToBytes(word(1))];
      const [ours, theirs] = [late, chain].map((each) =>
        proveAccount(each.sourceAt(each.head.header), bytes, key, chain.keccak256),
      );
      expect(ours).toEqual(theirs);
      const code = await late.stateAt(late.head.header).getCode(createAddressFromString(name));
      expect(code).toEqual(await chain.stateAt(chain.head.header).getCode(createAddressFromString(name)));
    }
    // One that was closed and opened again goes on as well.
    const again = await openChain(store, parseGenesis(genesis), { state: 'archive' });
    const other = await memoryChain(genesis);
    for (let nonce = 0; nonce < 3; nonce++) await append(other, [sign(other, { nonce })], after(other));
    for (const each of [again, other]) {
      await append(each, [sign(each, { nonce: 3 }), sign(each, { nonce: 0 }, 1)], after(each));
      await append(each, [sign(each, { nonce: 4 })], after(each));
    }
    expect(again.head.hash()).toEqual(other.head.hash());
    expect((await again.store.readBlock(4n))?.hash()).toEqual((await other.store.readBlock(4n))?.hash());
  }, 60_000);

  test('D29: knows block 0 and the headers that BLOCKHASH sees; of all else before its first block it says so', async () => {
    const { late } = await joined(chain, genesis);
    expect((await late.store.readBlock(0n))?.hash()).toEqual(chain.genesis.hash());
    expect((await late.store.readHeader(1n))?.hash()).toEqual((await chain.store.readHeader(1n))?.hash());
    for (const read of [() => late.store.readBlock(1n), () => late.store.readReceipts(2n)]) {
      await expect(read()).rejects.toThrow(BlockAbsent);
      await expect(read()).rejects.toThrow('is not here: this node joined at block 3');
    }
    for (const block of [0n, 2n])
      expect(() => late.stateAt({ number: block, stateRoot: new Uint8Array() })).toThrow(
        `the state of block ${block} is pruned: this node keeps states from block 3 on`,
      );
    expect(await late.store.readNumber((await chain.store.readHeader(2n))!.hash())).toBeUndefined();
    await expect(late.rewind(2n)).rejects.toThrow('is pruned');
    expect(late.head.header.number).toBe(3n);
  }, 60_000);

  test('D28: broken off it has no state, and begins anew when it is opened again', async () => {
    const store = createMemoryStore();
    const late = await memoryChain(genesis, store);
    const { header } = chain.head;
    for (let index = 0; index < chunks.length; index++) {
      const join = await JoinChain.begin({ chain: late, store }, header, chunks.length);
      for (const chunk of chunks.slice(0, index)) await join.take(chunk);
      expect(() => late.stateAt(late.head.header)).toThrow('keeps states from block 3 on');
      const again = await openChain(store, parseGenesis(genesis), { state: 'archive' });
      expect(again.head.hash()).toEqual(chain.genesis.hash());
      expect(await again.nonceOf(address(0x2001))).toBe(1n);
      await append(again, [sign(again, { nonce: 0 })], after(again));
      expect((await again.store.readBlock(1n))?.transactions).toHaveLength(1);
      await again.rewind(0n);
    }
  }, 120_000);

  test('D28: may join again as long as it has run no block, and has nothing of the first time then', async () => {
    const { late, store } = await joined(chain, genesis);
    const small = await memoryChain(genesis);
    await append(small, [sign(small, { nonce: 0 })], after(small));
    const others = await chunksOf(small);
    const join = await JoinChain.begin({ chain: late, store }, small.head.header, others.length);
    for (const chunk of others) await join.take(chunk);
    await join.finish([]);
    expect(late.head.hash()).toEqual(small.head.hash());
    expect(await late.store.readHeader(3n)).toBeUndefined();
    expect(await late.store.findTransaction(chain.head.transactions[0]!.hash())).toBeUndefined();
    expect(digests(await chunksOf(late))).toEqual(digests(others));
  }, 60_000);
});

describe('a chunk is refused, and the right one taken after it', () => {
  const wrong: [string, (items: Item[], chunk: Uint8Array) => Uint8Array][] = [
    ['empty', () => new Uint8Array()],
    ['too long', () => new Uint8Array(maxChunkBytes + 1)],
    ['cut off', (_items, chunk) => chunk.slice(0, -1)],
    ['longer', (_items, chunk) => concatBytes(chunk, Uint8Array.of(7, 0, 0))],
    ['the next one', () => chunks[3]!],
    ['the one before', () => chunks[1]!],
    ['the last one', () => chunks.at(-1)!],
    ['without its edge', (items) => chunkOf(items.slice(0, -1))],
    ['without its last item', (items) => chunkOf(items.toSpliced(-2, 1))],
    ['without its first item', (items) => chunkOf(items.slice(1))],
    ['without an item', (items) => chunkOf(items.toSpliced(items.length >> 1, 1))],
    ['with an item twice', (items) => chunkOf(items.toSpliced(5, 0, items[5]!))],
    ['out of order', (items) => chunkOf(items.toSpliced(5, 2, items[6]!, items[5]!))],
    [
      'with an empty edge',
      (items) => chunkOf([...items.slice(0, -1), { kind: 'edge', account: [], slot: [] }]),
    ],
    ['with two edges', (items) => chunkOf([...items, items.at(-1)!])],
    ['with code that nobody has', (items) => chunkOf([{ kind: 'code', code: Uint8Array.of(1) }, ...items])],
    ['with transactions', (items) => chunkOf([{ kind: 'transactions', encoded: [] }, ...items])],
  ];
  test.each(wrong)('D27: %s', async (_how, make) => {
    const { check, take } = await checkAt(2);
    await expect(take(make(itemsOf(chunks[2]!), chunks[2]!))).rejects.toThrow(ChunkError);
    expect(check.index).toBe(2);
    for (const chunk of chunks.slice(2)) await take(chunk);
    expect(check.isWhole).toBe(true);
  });

  test('D27: any bit of any chunk flipped', async () => {
    for (const [index, chunk] of chunks.entries()) {
      const { take } = await checkAt(index);
      for (let turn = 0; turn < 25; turn++) {
        const bad = chunk.slice();
        const at = (turn * 7_919 * 97 + turn) % bad.length;
        bad[at]! ^= 1 << (turn % 8);
        await expect(take(bad)).rejects.toThrow(ChunkError);
      }
      await take(chunk);
    }
  }, 120_000);

  test('D27: with bytes that lengths lie about: nothing is made of what is not there', () => {
    for (const bytes of [
      [1, 0xff, 0xff, 0xff, 0x7f],
      [2, 0xff, 0xff, 0xff, 0x7f],
      [4],
      [9],
      [0],
      [5, 0x80, 0x00],
      [6],
    ])
      expect(() => [...readItems(Uint8Array.from(bytes), anyLists)]).toThrow(ChunkError);
  });

  test('D27: with lists of more entries than the block can have, and items where none may begin: before they are made', async () => {
    const check = () => checkOf(chain.head.header, chunks.length);
    const number = (value: number) => [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14];
    // Empty entries: a byte each in the chunk, a view each in memory.
    const bomb = (...tags: number[]) =>
      Uint8Array.from([...tags, ...number(1_000_000), ...Buffer.alloc(1_000_000)]);
    for (const tag of [2, 3])
      await expect(check().take(bomb(tag))).rejects.toThrow(/a list has 1000000 entries, and may have \d+$/);
    await expect(check().take(bomb(7))).rejects.toThrow('a list has 1000000 entries, and may have 65');
    const endless = concatBytes(...chunks.slice(0, 4));
    await expect(check().take(endless)).rejects.toThrow(ChunkError);
  });

  test('D27: of a snapshot with another number of chunks than it has', async () => {
    const more = checkOf(chain.head.header, chunks.length + 1);
    for (const chunk of chunks.slice(0, -1)) await more.take(chunk);
    await expect(more.take(chunks.at(-1)!)).rejects.toThrow('only the last one has no edge');
    const fewer = checkOf(chain.head.header, 2);
    await fewer.take(chunks[0]!);
    await expect(fewer.take(chunks[1]!)).rejects.toThrow('only the last one has no edge');
  });
});
