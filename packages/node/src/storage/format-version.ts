import type { Keccak256 } from '../crypto/keccak.ts';
import * as codec from './codec.ts';
import { type Change, type KeyValueStore, StorageError } from './key-value-store.ts';
import { keys } from './keys.ts';
import { damaged, openRecord, sealRecord } from './sealed-record.ts';

/** Version of everything in a database: keys, records, what is bound to what (spec/node.md, Storage). */
export const format = 4n;

/** The oldest version that can be made this one: see `data-folder/upgrades`. */
export const oldestUpgraded = 3n;

/** What a database says of its format: one, or that it is on its way from one to the next. */
export interface FormatRecord {
  readonly version: bigint;
  /** Left out: no upgrade is under way. */
  readonly upgradingTo?: bigint | undefined;
}

/** Sealed without its key in every format, so that any program can read any version. */
const place = { key: new Uint8Array() };

/**
 * The change that notes the format. An upgrade under way is two bytes, which programs of before upgrades take for a
 * number that is larger than theirs, and refuse.
 */
export const formatChange = (
  keccak256: Keccak256,
  { version, upgradingTo }: FormatRecord = { version: format },
): Change => [
  keys.meta('format'),
  sealRecord(
    place,
    upgradingTo === undefined
      ? codec.encodeNumber(version)
      : Uint8Array.of(Number(version), Number(upgradingTo)),
    keccak256,
  ),
];

/** What a database says of its format; undefined where it has no such record. @throws StorageError */
export function readFormat(
  store: Pick<KeyValueStore, 'get'>,
  keccak256: Keccak256,
): FormatRecord | undefined {
  const record = store.get(keys.meta('format'));
  if (!record) return undefined;
  const value = openRecord(place, record, keccak256, 'the format version');
  const [version, upgradingTo] = value;
  if (value.length !== 2 || version === undefined || upgradingTo === undefined)
    return { version: codec.decodeNumber(value) };
  return { version: BigInt(version), upgradingTo: BigInt(upgradingTo) };
}

/**
 * True if the database holds a chain of this format, false if it holds nothing.
 * @throws StorageError for another format, and for records without one
 */
export async function hasChain(store: KeyValueStore, keccak256: Keccak256): Promise<boolean> {
  const record = readFormat(store, keccak256);
  if (record === undefined) {
    for await (const _key of store.keys(...keys.all)) throw damaged('it has records, and no format version');
    return false;
  }
  assertFormat(record);
  return true;
}

/** Refuses what this program does not read, with what to do. @throws StorageError */
export function assertFormat({ version, upgradingTo }: FormatRecord): void {
  if (version === format && upgradingTo === undefined) return;
  const newest = upgradingTo ?? version;
  if (newest <= format && upgradingTo !== undefined)
    throw new StorageError(
      `The upgrade of the database from format ${version} to ${upgradingTo} is not finished: start a node on its folder (evm-ml node), which goes on with it.`,
    );
  const remedy =
    newest > format
      ? 'install the newer version of this program'
      : version >= oldestUpgraded
        ? 'start a node on its folder (evm-ml node), which upgrades it'
        : 'start the older version that made it, or begin a new chain in another folder';
  throw new StorageError(`The database has format ${newest}, this program reads ${format}: ${remedy}.`);
}
