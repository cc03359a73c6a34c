import { concatBytes, equalsBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { StorageError } from './key-value-store.ts';

const checksumLength = 8;

/** Appends the first 8 bytes of the value's hash, so that damage is seen when the record is read. */
export const sealRecord = (value: Uint8Array, keccak256: Keccak256): Uint8Array =>
  concatBytes(value, keccak256(value).subarray(0, checksumLength));

/** Checks and removes what `sealRecord` appended. */
export function openRecord(record: Uint8Array, keccak256: Keccak256, what: string): Uint8Array {
  const value = record.subarray(0, Math.max(0, record.length - checksumLength));
  const checksum = record.subarray(value.length);
  if (!equalsBytes(keccak256(value).subarray(0, checksumLength), checksum)) {
    throw new StorageError(
      `The database is damaged: the record of ${what} fails its checksum. Restore a backup.`,
    );
  }
  return value;
}
