import { CODEHASH_PREFIX } from '@ethereumjs/statemanager';
import type { BatchDBOp, DB } from '@ethereumjs/util';
import { equalsBytes, KECCAK256_RLP_S, unprefixedHexToBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { type Change, type KeyValueStore, StorageError } from './key-value-store.ts';
import { keys } from './keys.ts';

const emptyTrie = KECCAK256_RLP_S.slice(2);

/**
 * Trie nodes and code behind a write-behind overlay: the tries write here whenever they like, `unwritten` is what the
 * one batch of the block has to hold, and `written` or `forget` ends it. Entries are named by their hash, hence never
 * overwritten.
 */
export class StateDatabase implements DB<string, string | Uint8Array> {
  private overlay = new Map<string, Uint8Array>();
  private recorded: Set<string> | undefined;

  constructor(
    private readonly store: KeyValueStore,
    private readonly keccak256: Keccak256,
  ) {}

  async get(key: string): Promise<Uint8Array | undefined> {
    const recent = this.overlay.get(key);
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
    this.overlay.set(key, typeof value === 'string' ? unprefixedHexToBytes(value) : value);
  }

  /** From now on the names of entries that come to the disk are collected in the set returned, until the next call. */
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

  /** Entries that are not on disk yet. They stay readable until `written` or `forget`. */
  unwritten(): Change[] {
    return [...this.overlay].map(([key, value]) => [keys.state(unprefixedHexToBytes(key)), value] as const);
  }

  /** All entries are on disk now. */
  written(): void {
    for (const key of this.overlay.keys()) this.recorded?.add(key);
    this.overlay = new Map();
  }

  /** Drops the entries that are not on disk: no state that is kept needs them. */
  forget(): void {
    this.overlay = new Map();
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
