/** One change of a batch: a value, or `undefined` to delete the key. */
export type Change = readonly [key: Uint8Array, value: Uint8Array | undefined];

/**
 * An ordered map of bytes on disk. The only writer is `write`, which is atomic: after a crash all changes of a
 * batch are there, or none.
 */
export interface KeyValueStore {
  /** Reads one value, at once; `undefined` when the key is absent. @throws StorageError */
  get(key: Uint8Array): Uint8Array | undefined;
  /** Applies all changes, or none. Resolves when they survive what the store's durability names. */
  write(changes: readonly Change[]): Promise<void>;
  /** Keys with `from <= key < to` in byte order. */
  keys(from: Uint8Array, to: Uint8Array): AsyncIterable<Uint8Array>;
  /** Writes a consistent copy of the store into an empty folder. */
  backup(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** What a finished write survives: a power cut (`disk`), or only the end of the process (`os`). */
export type Durability = 'disk' | 'os';

/** The database is damaged, locked, or of another chain: the node must not go on with it. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}
