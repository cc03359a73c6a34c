import { RLP } from '@ethereumjs/rlp';
import { bigIntToUnpaddedBytes, bytesToBigInt } from '@ethereumjs/util';

/** Which history: that of accounts and slots, or that of trie nodes. */
export type HistoryKind = 'records' | 'nodes';

/** States that a node keeps: of all blocks, or of so many of the newest. */
export type StatePolicy = 'archive' | number;

/** What a node keeps of the past. */
export interface RetentionPolicy {
  /** Accounts, slots and code. */
  readonly state: StatePolicy | undefined;
  /** Trie nodes, which proofs and roots of old states need: of so many of the newest blocks. */
  readonly proofs: StatePolicy | undefined;
}

/** Blocks whose trie nodes are kept unless it is told otherwise. */
export const defaultProofs = 128;

/** What a database knows of its pruning: the oldest block whose state, and whose trie nodes, are there. */
export type PruningRecord = Readonly<Record<HistoryKind, bigint>>;

export const encodePruningRecord = ({ records, nodes }: PruningRecord): Uint8Array =>
  RLP.encode([records, nodes].map(bigIntToUnpaddedBytes));

export function decodePruningRecord(encoded: Uint8Array): PruningRecord {
  const [records = 0n, nodes = 0n] = (RLP.decode(encoded) as Uint8Array[]).map((bytes) =>
    bytesToBigInt(bytes),
  );
  return { records, nodes };
}

/** The state of this block, or the trie of it, is not kept any more. */
export class StatePruned extends Error {
  override readonly name = 'StatePruned';
}

const sentences = {
  records: (block: bigint, oldest: bigint, bound: string) =>
    `the state of block ${block} is pruned: this node keeps states from block ${oldest} on${bound}`,
  nodes: (block: bigint, oldest: bigint, bound: string) =>
    `the trie of block ${block} is pruned: this node keeps tries from block ${oldest} on${bound}`,
};

/** A pruning record that threads share. */
export type SharedRecord = BigInt64Array<SharedArrayBuffer>;

const kinds: readonly HistoryKind[] = ['records', 'nodes'];
const nothingPruned: PruningRecord = { records: 0n, nodes: 0n };

/**
 * Which states are kept, by policy and by what was pruned before. What will be pruned is said before it is: who finds
 * nothing in the database, and its state still kept afterwards, knows that there was nothing.
 */
export class Retention {
  /** Blocks whose states somebody is reading. */
  private readonly held = new Set<bigint>();

  /** What was pruned, for other threads. */
  readonly shared: SharedRecord;

  /** @param record what was pruned, or where the thread that prunes says so */
  constructor(
    private readonly policy: RetentionPolicy,
    record: PruningRecord | SharedRecord = nothingPruned,
  ) {
    if (record instanceof BigInt64Array) this.shared = record;
    else {
      this.shared = new BigInt64Array(new SharedArrayBuffer(kinds.length * BigInt64Array.BYTES_PER_ELEMENT));
      this.record = record;
    }
  }

  get record(): PruningRecord {
    return { records: Atomics.load(this.shared, 0), nodes: Atomics.load(this.shared, 1) };
  }

  set record(record: PruningRecord) {
    for (const [at, kind] of kinds.entries()) Atomics.store(this.shared, at, record[kind]);
  }

  /** Number of the oldest block whose state, or trie, is kept when `head` is the newest block. */
  oldest(kind: HistoryKind, head: bigint): bigint {
    const { records, nodes } = this.record;
    const known = kind === 'nodes' ? max(nodes, records) : records;
    const policy = this.policyOf(kind);
    if (typeof policy !== 'number') return known;
    let oldest = head - BigInt(policy) + 1n;
    for (const block of this.held) if (block < oldest) oldest = block;
    return max(oldest, known);
  }

  /** Keeps the state of a block, with its trie, until the function that it returns is called. */
  hold(block: bigint): () => void {
    this.held.add(block);
    return () => this.held.delete(block);
  }

  /** Refuses a state, or a trie, that is not kept when `head` is the newest block; the error names the bound. */
  assertKept(kind: HistoryKind, block: bigint, head: bigint): void {
    const oldest = this.oldest(kind, head);
    if (block >= oldest) return;
    const policy = this.policyOf(kind);
    const setting = kind === 'records' ? 'state' : 'proofs';
    const bound = typeof policy === 'number' ? ` (${setting} = ${policy})` : '';
    throw new StatePruned(sentences[kind](block, oldest, bound));
  }

  /** A trie without its state is of no use. */
  private policyOf(kind: HistoryKind): StatePolicy | undefined {
    const { state, proofs } = this.policy;
    if (kind === 'records' || typeof state !== 'number') return kind === 'records' ? state : proofs;
    return typeof proofs === 'number' ? Math.min(proofs, state) : state;
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
