import type { Block, BlockHeader } from '@ethereumjs/block';
import { concatBytes } from '@ethereumjs/util';
import { Bloom } from '@ethereumjs/vm';
import { encodeReceipt, type Receipt } from '../block/receipt.ts';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { StateSource } from '../state/state-source.ts';
import { accountTrie } from '../state/state-tries.ts';
import type { TimeSlice } from '../time-slice.ts';
import { prove } from '../trie/prove.ts';
import { chunkBytes, firstHeaderOf, maxItemBytes } from './format.ts';
import { encodeItem, type Item } from './item.ts';
import { type StateItem, stateItems } from './state-items.ts';

/** What a snapshot is cut from. */
export interface SnapshotSource {
  readonly block: Block;
  readonly receipts: readonly Receipt[];
  /** The state after the block, with its tries. */
  readonly state: StateSource;
  readonly keccak256: Keccak256;
  /** A header before the block. */
  header(number: bigint): Promise<BlockHeader>;
}

/** There is something in the block or its state that no chunk holds: of this block there is no snapshot. */
export class TooLargeForChunks extends Error {
  override readonly name = 'TooLargeForChunks';
}

/**
 * The chunks of a snapshot, one after another (D26): a function of the block alone.
 * @param slice is rested in between two items
 * @throws TooLargeForChunks, StorageError, StatePruned
 */
export async function* cutChunks(source: SnapshotSource, slice: TimeSlice): AsyncGenerator<Uint8Array> {
  let [pieces, length]: [Uint8Array[], number] = [[], 0];
  let last: StateItem | undefined;
  for await (const { item, at } of allItems(source)) {
    // Only now it is known that the chunk before is not the last one.
    if (length >= chunkBytes) {
      yield concatBytes(...pieces, encodeItem(edgeAt(last, source)));
      [pieces, length] = [[], 0];
    }
    const piece = encodeItem(item);
    if (piece.length > maxItemBytes)
      throw new TooLargeForChunks(
        `its ${item.kind === 'code' ? 'state has code' : item.kind} of ${piece.length} bytes, and a chunk holds ${maxItemBytes}`,
      );
    pieces.push(piece);
    length += piece.length;
    last = at;
    await slice.rest();
  }
  yield concatBytes(...pieces);
}

async function* allItems(
  source: SnapshotSource,
): AsyncGenerator<{ readonly item: Item; readonly at: StateItem | undefined }> {
  const { block, receipts, state } = source;
  const { number } = block.header;
  for (let before = number - 1n; before >= firstHeaderOf(number); before--)
    yield { item: { kind: 'header', encoded: (await source.header(before)).serialize() }, at: undefined };
  const transactions = block.transactions.map((tx) => tx.serialize());
  yield { item: { kind: 'transactions', encoded: transactions }, at: undefined };
  const encoded = receipts.map((receipt) => encodeReceipt(receipt, bloomOf(block, receipt)).consensus);
  yield { item: { kind: 'receipts', encoded }, at: undefined };
  for (const at of stateItems(state)) yield { item: at.item, at };
}

function bloomOf({ common }: Block, { logs }: Receipt): Uint8Array {
  const bloom = new Bloom(undefined, common);
  for (const [address, topics] of logs) {
    bloom.add(address);
    for (const topic of topics) bloom.add(topic);
  }
  return bloom.bitvector;
}

/** The proofs that what came up to here is where the tries begin. */
function edgeAt(at: StateItem | undefined, { state, keccak256 }: SnapshotSource): Item {
  if (!at) return { kind: 'edge', account: [], slot: [] };
  const accounts = accountTrie(state);
  return {
    kind: 'edge',
    account: prove(accounts.root, at.account, accounts, keccak256),
    slot: at.slot ? prove(at.storage.root, at.slot, at.storage, keccak256) : [],
  };
}
