import { CODEHASH_PREFIX } from '@ethereumjs/statemanager';
import type { BatchDBOp, DB } from '@ethereumjs/util';
import { equalsBytes, KECCAK256_RLP_S, unprefixedHexToBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { type Change, type KeyValueStore, StorageError } from './key-value-store.ts';
import { keys } from './keys.ts';

const emptyTrie = KECCAK256_RLP_S.slice(2);

/**
 * Trie nodes and code behind a write-behind overlay: the tries write here whenever they like, and `takePending`
 * hands everything to the one batch of the block. Entries are named by their hash, hence never overwritten.
 */
export class StateDatabase implements DB<string, string | Uint8Array> {
  private pending = new Map<string, Uint8Array>();
  private flushing = new Map<string, Uint8Array>();
  private recorded: Set<string> | undefined;

  constructor(
    private readonly store: KeyValueStore,
    private readonly keccak256: Keccak256,
  ) {}

  async get(key: string): Promise<Uint8Array | undefined> {
    const recent = this.pending.get(key) ?? this.flushing.get(key);
    if (recent !== undefined) return recent;
    const hash = unprefixedHexToBytes(key);
    const value = await this.store.get(keys.state(hash));
    if (value === undefined) {
      // The root of an empty trie is no entry. A trie would take any other absence for an empty account or slot.
      if (key === emptyTrie) return undefined;
      throw new StorageError(`The database is damaged: state entry 0x${key} is not there. Restore a backup.`);
    }
    const expected = hash.length === 32 ? hash : hash.subarray(CODEHASH_PREFIX.length);
    if (!equalsBytes(this.keccak256(value), expected)) {
      throw new StorageError(
        `The database is damaged: state entry 0x${key} does not match its hash. Restore a backup.`,
      );
    }
    return value;
  }

  async put(key: string, value: string | Uint8Array): Promise<void> {
    this.pending.set(key, typeof value === 'string' ? unprefixedHexToBytes(value) : value);
    this.recorded?.add(key);
  }

  /** From now on the names of written entries are collected in the set returned, until the next call. */
  record(): Set<string> {
    this.recorded = new Set();
    return this.recorded;
  }

  stopRecording(): void {
    this.recorded = undefined;
  }

  /** Nothing is deleted: what one trie leaves behind another may share. Pruning finds what none needs. */
  async del(): Promise<void> {}

  async batch(operations: BatchDBOp<string, string | Uint8Array>[]): Promise<void> {
    for (const operation of operations) {
      if (operation.type === 'put') await this.put(operation.key, operation.value);
    }
  }

  /** Moves what was written since the last call into one batch. It stays readable until `flushed`. */
  takePending(): Change[] {
    for (const [key, value] of this.pending) this.flushing.set(key, value);
    this.pending = new Map();
    return [...this.flushing].map(([key, value]) => [keys.state(unprefixedHexToBytes(key)), value] as const);
  }

  /** The last batch is on disk. */
  flushed(): void {
    this.flushing = new Map();
  }

  /** Copies of a trie share the overlay: they read what is not on disk yet. */
  shallowCopy(): StateDatabase {
    return this;
  }

  async open(): Promise<void> {}
}

/** Reads one state of a database from which old states go: what has gone meanwhile is told from damage. */
export class StateView implements DB<string, string | Uint8Array> {
  /** @param assertKept throws when the state is not kept any more */
  constructor(
    private readonly base: StateDatabase,
    private readonly assertKept: () => void,
  ) {}

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      return await this.base.get(key);
    } catch (error) {
      this.assertKept();
      throw error;
    }
  }

  async put(): Promise<void> {}

  async del(): Promise<void> {}

  async batch(): Promise<void> {}

  shallowCopy(): StateView {
    return this;
  }

  async open(): Promise<void> {}
}

/** Reads through to another database and keeps what is written to itself: for calls that leave no trace. */
export class ScratchDatabase implements DB<string, string | Uint8Array> {
  private readonly written = new Map<string, string | Uint8Array>();

  constructor(private readonly base: DB<string, string | Uint8Array>) {}

  async get(key: string): Promise<string | Uint8Array | undefined> {
    return this.written.get(key) ?? this.base.get(key);
  }

  async put(key: string, value: string | Uint8Array): Promise<void> {
    this.written.set(key, value);
  }

  async del(): Promise<void> {}

  async batch(operations: BatchDBOp<string, string | Uint8Array>[]): Promise<void> {
    for (const operation of operations) {
      if (operation.type === 'put') this.written.set(operation.key, operation.value);
    }
  }

  /** Forgets everything that was written. */
  clear(): void {
    this.written.clear();
  }

  shallowCopy(): ScratchDatabase {
    return this;
  }

  async open(): Promise<void> {}
}
