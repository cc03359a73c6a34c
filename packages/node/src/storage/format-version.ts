import type { Keccak256 } from '../crypto/keccak.ts';
import * as codec from './codec.ts';
import { type Change, type KeyValueStore, StorageError } from './key-value-store.ts';
import { keys } from './keys.ts';
import { damaged, openRecord, sealRecord } from './sealed-record.ts';

/** Version of everything in a database: keys, records, what is bound to what (spec/node.md, Storage). */
export const format = 4n;

/** Sealed without its key in every format, so that any program can read any version. */
const place = { key: new Uint8Array() };

/** The change that notes the format. */
export const formatChange = (keccak256: Keccak256): Change => [
  keys.meta('format'),
  sealRecord(place, codec.encodeNumber(format), keccak256),
];

/**
 * True if the database holds a chain of this format, false if it holds nothing.
 * @throws StorageError for another format, and for records without one
 */
export async function hasChain(store: KeyValueStore, keccak256: Keccak256): Promise<boolean> {
  const record = await store.get(keys.meta('format'));
  if (record === undefined) {
    for await (const _key of store.keys(...keys.all)) throw damaged('it has records, and no format version');
    return false;
  }
  const version = codec.decodeNumber(openRecord(place, record, keccak256, 'the format version'));
  if (version === format) return true;
  const remedy =
    version > format
      ? 'install the newer version of this program'
      : 'start the older version that made it, or begin a new chain in another folder';
  throw new StorageError(`The database has format ${version}, this program reads ${format}: ${remedy}.`);
}
