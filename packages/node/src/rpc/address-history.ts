import type { Block } from '@ethereumjs/block';
import { equalsBytes } from '@ethereumjs/util';
import { appearancesIn } from '../address-index/appearances-in.ts';
import type { Appearance, AppearanceList } from '../storage/appearances.ts';
import { limitExceeded, serverError } from './errors.ts';
import type { ReadContext } from './method.ts';

/** What is known of where an address appears: its lists, and the blocks that are not in them yet. */
export interface AddressHistory {
  /** Newest first, from before a block on. */
  before(block: bigint): AsyncGenerator<Appearance>;
  /** Oldest first, from after a block on. */
  after(block: bigint): AsyncGenerator<Appearance>;
  /** What it sent, as far as it is in a list. */
  readonly sent: AppearanceList;
  /** The first block that is in no list. */
  readonly unlisted: bigint;
}

/**
 * @param address 20 bytes
 * @throws RpcError where so many blocks are in no list that looking at each would be too much
 */
export async function openAddressHistory(
  { chain, limits }: ReadContext,
  address: Uint8Array,
): Promise<AddressHistory> {
  const { store } = chain;
  const head = chain.head.header.number;
  const upTo = await readUpTo(chain);
  const first = store.readFirstBlock();
  const unlisted = upTo !== undefined && upTo >= first ? upTo + 1n : first;
  if (head - unlisted >= BigInt(limits.maxLogBlocks)) {
    throw upTo === undefined
      ? limitExceeded(
          'maxLogBlocks',
          limits.maxLogBlocks,
          'this chain is too long to look at each block: start the node with addressIndex',
        )
      : serverError(`the index of addresses is at block ${upTo} of ${head}: ask again later`);
  }
  const lists = (['sent', 'named'] as const).map((kind) =>
    upTo === undefined ? noList : store.appearances.list(kind, address),
  );
  const listed = (list: AppearanceList, from: bigint) => firstFrom(list, from < unlisted ? from : unlisted);
  return {
    sent: lists[0]!,
    unlisted,
    async *before(block) {
      for (let number = block > head ? head : block - 1n; number >= unlisted; number--)
        yield* (await inBlock(store, number, address)).reverse();
      const ends = lists.map((list) => listed(list, block));
      yield* merge(
        lists.map(
          (list, which) => (step) => (step < ends[which]! ? list.at(ends[which]! - 1 - step) : undefined),
        ),
        (a, b) => compare(b, a),
      );
    },
    async *after(block) {
      const starts = lists.map((list) => listed(list, block + 1n));
      const ends = lists.map((list) => listed(list, unlisted));
      yield* merge(
        lists.map((list, which) => (step) => {
          const position = starts[which]! + step;
          return position < ends[which]! ? list.at(position) : undefined;
        }),
        compare,
      );
      for (let number = block >= unlisted ? block + 1n : unlisted; number <= head; number++)
        yield* await inBlock(store, number, address);
    },
  };
}

const noList: AppearanceList = {
  length: 0,
  at: () => {
    throw new Error('this list is empty');
  },
};

/** The block that the index has come to; undefined: there is none, or it is of blocks that the chain has gone back from. */
async function readUpTo({ head, store }: ReadContext['chain']): Promise<bigint | undefined> {
  const upTo = store.appearances.readUpTo();
  if (!upTo || upTo.number > head.header.number) return undefined;
  const header = await store.readHeader(upTo.number);
  return header && equalsBytes(header.hash(), upTo.hash) ? upTo.number : undefined;
}

const compare = (a: Appearance, b: Appearance): number => Number(a.block - b.block) || a.index - b.index;

/** The position of the first appearance in a block or a later one. */
function firstFrom(list: AppearanceList, block: bigint): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list.at(middle).block < block) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of several sorted sequences one. No appearance is in two of them. */
function* merge(
  sequences: readonly ((step: number) => Appearance | undefined)[],
  order: (a: Appearance, b: Appearance) => number,
): Generator<Appearance> {
  const steps = sequences.map(() => 0);
  for (;;) {
    let best: { which: number; item: Appearance } | undefined;
    for (const [which, at] of sequences.entries()) {
      const item = at(steps[which]!);
      if (item && (!best || order(item, best.item) < 0)) best = { which, item };
    }
    if (!best) return;
    steps[best.which]!++;
    yield best.item;
  }
}

/** Where an address appears in one block, in order. */
async function inBlock(
  store: ReadContext['chain']['store'],
  number: bigint,
  address: Uint8Array,
): Promise<Appearance[]> {
  const header = await store.readHeader(number);
  if (!header || header.gasUsed === 0n) return [];
  const block: Block | undefined = await store.readBlock(number);
  const receipts = await store.readReceipts(number);
  if (!block || !receipts) return [];
  return [...appearancesIn(block, receipts)]
    .filter(([, found]) => equalsBytes(found, address))
    .map(([, , appearance]) => appearance);
}
