import { concatBytes, equalsBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { StorageError } from './key-value-store.ts';

const checksumLength = 8;

/** What a record belongs to: its key and, for the parts of a block, the hash of that block. */
export interface Place {
  readonly key: Uint8Array;
  readonly blockHash?: Uint8Array | undefined;
}

const nowhere = new Uint8Array();

/** The first 8 bytes of the hash of key, block hash and value. Keys of one kind have one length. */
const checksum = ({ key, blockHash = nowhere }: Place, value: Uint8Array, keccak256: Keccak256) =>
  keccak256(concatBytes(key, blockHash, value)).subarray(0, checksumLength);

/** Appends a checksum, so that damage, or a record in the place of another, is seen when it is read. */
export const sealRecord = (place: Place, value: Uint8Array, keccak256: Keccak256): Uint8Array =>
  concatBytes(value, checksum(place, value, keccak256));

/** Checks and removes what `sealRecord` appended. @throws StorageError */
export function openRecord(place: Place, record: Uint8Array, keccak256: Keccak256, what: string): Uint8Array {
  const value = record.subarray(0, Math.max(0, record.length - checksumLength));
  if (!equalsBytes(checksum(place, value, keccak256), record.subarray(value.length))) {
    throw damaged(`the record of ${what} fails its checksum`);
  }
  return value;
}

/** The error for whatever is not as it was written, with the remedy. */
export const damaged = (what: string): StorageError =>
  new StorageError(`The database is damaged: ${what}. Restore a backup.`);
