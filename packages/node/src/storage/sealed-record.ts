import type { Keccak256 } from '../crypto/keccak.ts';
import { StorageError } from './key-value-store.ts';

const checksumLength = 8;

/** What a record belongs to: its key and, for the parts of a block, the hash of that block. */
export interface Place {
  readonly key: Uint8Array;
  readonly blockHash?: Uint8Array | undefined;
}

const nowhere = new Uint8Array();

/** Hash of key, block hash and value. Keys of one kind have one length. */
function hashOf({ key, blockHash = nowhere }: Place, value: Uint8Array, keccak256: Keccak256): Uint8Array {
  const whole = Buffer.allocUnsafe(key.length + blockHash.length + value.length);
  whole.set(key);
  whole.set(blockHash, key.length);
  whole.set(value, key.length + blockHash.length);
  return keccak256(whole);
}

/** Appends the first 8 bytes of a hash, so that damage, or a record in the place of another, is seen when it is read. */
export function sealRecord(place: Place, value: Uint8Array, keccak256: Keccak256): Uint8Array {
  const record = new Uint8Array(value.length + checksumLength);
  record.set(value);
  record.set(hashOf(place, value, keccak256).subarray(0, checksumLength), value.length);
  return record;
}

/** Checks and removes what `sealRecord` appended. @throws StorageError */
export function openRecord(place: Place, record: Uint8Array, keccak256: Keccak256, what: string): Uint8Array {
  const length = Math.max(0, record.length - checksumLength);
  // A Buffer's own `subarray` takes longer than the hash.
  const value = new Uint8Array(record.buffer, record.byteOffset, length);
  const hash = hashOf(place, value, keccak256);
  let isSame = record.length >= checksumLength;
  for (let at = 0; at < checksumLength; at++) isSame &&= record[length + at] === hash[at];
  if (!isSame) throw damaged(`the record of ${what} fails its checksum`);
  return value;
}

/** The error for whatever is not as it was written, with the remedy. */
export const damaged = (what: string): StorageError =>
  new StorageError(`The database is damaged: ${what}. Restore a backup.`);
