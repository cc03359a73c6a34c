import type { Keccak256 } from '../../crypto/keccak.ts';
import type { Change, KeyValueStore } from '../../storage/key-value-store.ts';

/** What a step does next, in one atomic write, and how far it is then. */
export interface UpgradeBatch {
  readonly changes: readonly Change[];
  /** What is being moved, in a word or two. */
  readonly stage: string;
  /** Of what is moved in this stage. */
  readonly done: number;
  readonly total: number;
}

/** What a step works on. */
export interface UpgradeParts {
  /** To read from; what a batch changes is there before the next batch is asked for. */
  readonly store: Pick<KeyValueStore, 'get' | 'keys'>;
  readonly keccak256: Keccak256;
  /** Bytes of a batch, about: its memory, and what a kill undoes. */
  readonly batchBytes: number;
  /** Random bytes that a format may need, 16; they hold where nothing has been written with others. */
  readonly salt: Uint8Array;
}

/**
 * The way from one format to the next. It may end after any of its batches, when the process is killed, and begin again
 * in another process: where it goes on it has to see from the records themselves. A batch moves a record, never copies
 * it, so that a database grows by little meanwhile; what does not match is an error, and stays as it was.
 */
export interface UpgradeStep {
  readonly from: bigint;
  readonly to: bigint;
  /** @throws StorageError where the database is damaged */
  batches(parts: UpgradeParts): AsyncIterable<UpgradeBatch>;
}
