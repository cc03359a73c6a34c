import { concatBytes } from '@ethereumjs/util';
import { type Entry, History } from '../../state/history.ts';
import { decodePruningRecord, type HistoryKind } from '../../state/retention.ts';
import { nameOf } from '../../state/state-keys.ts';
import { decodeBody, decodeHead } from '../../storage/codec.ts';
import { HashIndex } from '../../storage/hash-index.ts';
import type { Change, KeyValueStore } from '../../storage/key-value-store.ts';
import { keys, numberBytes } from '../../storage/keys.ts';
import { damaged, openRecord, type Place, sealRecord } from '../../storage/sealed-record.ts';
import type { UpgradeBatch, UpgradeParts, UpgradeStep } from './upgrade-step.ts';

/** First bytes of the keys of format 3 that format 4 has not. */
const old = {
  header: 0x02,
  body: 0x03,
  receipts: 0x04,
  /** Block number by its hash. */
  blockNumber: 0x05,
  /** Place of a transaction by its hash. */
  transaction: 0x06,
  /** Marks of those two. */
  known: 0x08,
  /** What a block replaced, by key and block. */
  history: 0x0f,
  /** The keys that a block changed, by kind and block. */
  changed: 0x10,
} as const;

const kinds: readonly HistoryKind[] = ['records', 'nodes'];

/**
 * From one tree of records to tables that grow at their ends: headers, transactions, receipts under new keys; places by
 * hash, which are made anew from the blocks, in buckets; the history by block. The newest state, its trie and code stay
 * where they are. Blocks go first, then what they replaced, then what is left of the old indexes is removed: so the old
 * record of a block is there exactly as long as the block has not been moved.
 */
export const from3To4: UpgradeStep = {
  from: 3n,
  to: 4n,
  async *batches(parts) {
    const head = readHead(parts);
    yield* moveBlocks(parts, head);
    for (const kind of kinds) yield* moveHistory(parts, kind, Number(head));
    yield* removeIndexes(parts);
  },
};

async function* moveBlocks(parts: UpgradeParts, head: bigint): AsyncGenerator<UpgradeBatch> {
  const { store, keccak256, batchBytes } = parts;
  const index = new HashIndex(store, keccak256);
  let number = (await firstNumber(store, Uint8Array.of(old.header))) ?? head + 1n;
  if (number > 0n && !store.get(keys.header(number - 1n)))
    throw damaged(`the header of block ${number - 1n} is not there`);
  while (number <= head) {
    const edit = number === 0n ? index.begin(parts.salt) : index.edit();
    const batch = new Batch(batchBytes);
    for (; number <= head && !batch.isFull; number++) {
      const { blockHash, transactions } = moveBlock(parts, number, batch);
      edit.add(blockHash, { block: number, index: undefined });
      for (const [at, hash] of transactions.entries()) edit.add(hash, { block: number, index: at });
    }
    const changes = [...batch.changes, ...edit.changes()];
    yield { changes, stage: 'blocks', done: Number(number), total: Number(head + 1n) };
  }
}

/** Moves the records of a block and gives the hashes that are looked up in the index. */
function moveBlock(
  parts: UpgradeParts,
  number: bigint,
  batch: Batch,
): { blockHash: Uint8Array; transactions: Uint8Array[] } {
  const { keccak256 } = parts;
  const from = (tag: number) => concatBytes(Uint8Array.of(tag), numberBytes(number));
  const move = (key: Uint8Array, to: Uint8Array, what: string, blockHash?: Uint8Array) => {
    const value = read(parts, { key, blockHash }, `the ${what} of block ${number}`);
    batch.put(to, sealRecord({ key: to, blockHash }, value, keccak256));
    batch.remove(key);
    return value;
  };
  const blockHash = keccak256(move(from(old.header), keys.header(number), 'header'));
  const body = move(from(old.body), keys.body(number), 'transactions', blockHash);
  move(from(old.receipts), keys.receipts(number), 'receipts', blockHash);
  return { blockHash, transactions: decodeBody(body).transactions.map((each) => keccak256(each)) };
}

async function* moveHistory(
  parts: UpgradeParts,
  kind: HistoryKind,
  head: number,
): AsyncGenerator<UpgradeBatch> {
  const { store, keccak256, batchBytes } = parts;
  const history = new History(store, keccak256);
  const lists = Uint8Array.of(old.changed, kinds.indexOf(kind));
  let block = Number((await firstNumber(store, lists)) ?? BigInt(head + 1));
  if (block - 1 > oldestKept(parts, kind) && !history.has(kind, block - 1)) throw lostList(block - 1);
  while (block <= head) {
    const batch = new Batch(batchBytes);
    for (; block <= head && !batch.isFull; block++) {
      const list = concatBytes(lists, numberBytes(BigInt(block)));
      const replaced: Entry[] = [];
      for (const name of namesIn(read(parts, { key: list }, `what block ${block} changed`))) {
        const key = concatBytes(Uint8Array.of(old.history), name, numberBytes(BigInt(block)));
        replaced.push([nameOf(name), read(parts, { key }, `what block ${block} replaced in the state`)]);
        batch.remove(key);
      }
      for (const [key, value] of history.write(kind, block, replaced)) batch.put(key, value!);
      batch.remove(list);
    }
    const stage = kind === 'records' ? 'old states' : 'old tries';
    yield { changes: batch.changes, stage, done: block - 1, total: head };
  }
}

const lostList = (block: number) => damaged(`what block ${block} changed is not there`);

/** What is left has no use: places by hash and their marks, and the history of blocks that were pruned. */
async function* removeIndexes({ store, batchBytes }: UpgradeParts): AsyncGenerator<UpgradeBatch> {
  const tags = Object.values(old);
  for (const [at, tag] of tags.entries()) {
    let start = Uint8Array.of(tag);
    for (;;) {
      const batch = new Batch(batchBytes);
      for await (const key of store.keys(start, Uint8Array.of(tag + 1))) {
        batch.remove(key);
        start = concatBytes(key);
        if (batch.isFull) break;
      }
      if (batch.changes.length === 0) break;
      const done = at * 256 + (start[1] ?? 0);
      yield { changes: batch.changes, stage: 'old indexes', done, total: tags.length * 256 };
    }
  }
}

/** The keys in a list of format 3: a byte of length before each. */
function* namesIn(list: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < list.length; ) {
    const length = list[at]!;
    yield list.subarray(at + 1, at + 1 + length);
    at += 1 + length;
  }
}

/** Bytes of memory that a change takes besides its own, about. */
const changeBytes = 100;

/** Changes of one write. */
class Batch {
  readonly changes: Change[] = [];
  private bytes = 0;

  constructor(private readonly most: number) {}

  get isFull(): boolean {
    return this.bytes >= this.most;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.changes.push([key, value]);
    this.bytes += key.length + value.length + changeBytes;
  }

  remove(key: Uint8Array): void {
    this.changes.push([key, undefined]);
    this.bytes += key.length + changeBytes;
  }
}

/** Number of the first record whose key begins so; undefined where there is none. */
async function firstNumber(
  store: Pick<KeyValueStore, 'keys'>,
  beginning: Uint8Array,
): Promise<bigint | undefined> {
  const end = Uint8Array.from(beginning);
  end[end.length - 1]!++;
  for await (const key of store.keys(beginning, end))
    return BigInt(`0x${Buffer.from(key.subarray(beginning.length)).toString('hex')}`);
  return undefined;
}

function readHead(parts: UpgradeParts): bigint {
  return decodeHead(read(parts, { key: keys.meta('head') }, 'the head')).number;
}

/** The oldest block whose state, or trie, was kept. */
function oldestKept(parts: UpgradeParts, kind: HistoryKind): number {
  return Number(decodePruningRecord(read(parts, { key: keys.meta('pruning') }, 'the pruning'))[kind]);
}

function read({ store, keccak256 }: UpgradeParts, place: Place, what: string): Uint8Array {
  const record = store.get(place.key);
  if (!record) throw damaged(`${what} is not there`);
  return openRecord(place, record, keccak256, what);
}
