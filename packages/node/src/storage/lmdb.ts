import { type Database, open, type RootDatabase } from 'lmdb';
import { makeFolder } from '../files/make-folder.ts';
import { explainFailure } from './explain-failure.ts';
import { type Durability, type KeyValueStore, StorageError } from './key-value-store.ts';
import { lengthen, refuseWithoutMeta, shorten } from './lmdb-file.ts';
import { readOnly } from './read-only.ts';
import { risingPrefixes } from './tables.ts';

/** Opens an LMDB environment in `folder`, creating it when absent. */
export async function openLmdb(folder: string, durability: Durability): Promise<KeyValueStore> {
  await refuseWithoutMeta(folder);
  const database = openOrExplain(folder);
  const lengthened = lengthen(folder, database.getStats());
  const tables = openTables(folder, database);
  if (lengthened && !isWhole(tables)) {
    shorten(folder, lengthened);
    const { size, needed } = lengthened;
    throw new StorageError(
      `The database in ${folder} is damaged: it has ${size} of ${needed} bytes. Restore a backup.`,
    );
  }
  /** A write failed, and its writer was told. */
  let failed = false;
  return {
    get(key) {
      try {
        return tables.of(key).get(asBuffer(key));
      } catch (cause) {
        throw explainFailure(folder, cause, 'The database in {} cannot be read: restore a backup.');
      }
    },
    async write(changes) {
      try {
        await database.transaction(() => {
          for (const [key, value] of changes) {
            const table = tables.of(key);
            if (value === undefined) table.remove(asBuffer(key));
            else if (table === database || !append(table, key, value))
              table.put(asBuffer(key), asBuffer(value));
          }
        });
        lengthen(folder, database.getStats());
        // LMDB flushes each transaction in the background, in order; its promise comes before that.
        if (durability === 'disk') await database.flushed;
      } catch (error) {
        failed = true;
        const cause = await commitError(error);
        throw explainFailure(folder, cause, 'The database in {} cannot be written: look at its disk.');
      }
    },
    async *keys(from, to) {
      try {
        yield* tables.keys(from, to);
      } catch (cause) {
        throw explainFailure(folder, cause, 'The database in {} cannot be read: restore a backup.');
      }
    },
    backup: (target) => copyInto(database, target),
    async close() {
      // After a write that failed LMDB waits for its flush for ever. The end of the process closes it as well.
      if (failed) return;
      await database.flushed;
      await database.close();
    },
  };
}

/** A store for reading in another thread than the one that writes. */
export interface LmdbReader {
  readonly store: KeyValueStore;
  /** What is read from now on is what is committed now. Until then pages of the former look are not reused. */
  refresh(): void;
}

/** Opens the LMDB environment of a node that is up, in a worker of that node. */
export function openLmdbReader(folder: string): LmdbReader {
  const database = openOrExplain(folder, true);
  const tables = openTables(folder, database);
  return {
    store: readOnly(
      (key) => tables.of(key).get(asBuffer(key)),
      () => database.close(),
    ),
    refresh: () => database.resetReadTxn(),
  };
}

/** Writes a consistent copy of an environment, whatever is in it, into an empty folder; a node may write meanwhile. */
export async function backupLmdb(folder: string, target: string): Promise<void> {
  await refuseWithoutMeta(folder);
  const database = openOrExplain(folder, true);
  try {
    lengthen(folder, database.getStats());
    await copyInto(database, target);
  } finally {
    await database.close();
  }
}

async function copyInto(database: RootDatabase, target: string): Promise<void> {
  await makeFolder(target);
  // Without the pages that are free: LMDB never shortens a file.
  await database.backup(target, true).catch((cause: unknown) => {
    throw explainFailure(target, cause, 'The backup in {} cannot be written: look at its disk.');
  });
}

/** What an environment is made of: a table for each kind whose keys only rise, and the root for all others. */
interface Tables {
  /** The table that has a key, if any has it. */
  of(key: Uint8Array): Table;
  keys(from: Uint8Array, to: Uint8Array): Iterable<Uint8Array>;
}

type Table = Database<Buffer, Buffer>;

/** The root lists the tables by their names: no key of ours begins with a letter. */
const tableName = 'table-';
const nameOfTable = (prefix: number) => `${tableName}${prefix.toString(16)}`;

/** A reader opens what is there: in an environment of an older format none is, and the root says which that is. */
function openTables(folder: string, root: RootDatabase<Buffer, Buffer>): Tables {
  const byPrefix = new Map<number, Table>();
  try {
    for (const prefix of risingPrefixes) {
      const table: Table | undefined = root.openDB({
        name: nameOfTable(prefix),
        encoding: 'binary',
        keyEncoding: 'binary',
      });
      if (table) byPrefix.set(prefix, table);
    }
  } catch (cause) {
    throw explainFailure(folder, cause, cannotOpen);
  }
  const of = (key: Uint8Array) => byPrefix.get(key[0] ?? 0) ?? root;
  return {
    of,
    *keys(from, to) {
      let start = from;
      for (const prefix of [...byPrefix.keys()].sort((a, b) => a - b)) {
        const [first, next] = [Uint8Array.of(prefix), Uint8Array.of(prefix + 1)];
        if (Buffer.compare(next, start) <= 0) continue;
        if (Buffer.compare(first, to) >= 0) break;
        yield* rangeOf(root, start, first);
        yield* rangeOf(of(first), latest(first, start), earliest(next, to));
        start = latest(next, start);
      }
      for (const key of rangeOf(root, start, to))
        if (!asBuffer(key).toString('latin1').startsWith(tableName)) yield key;
    },
  };
}

/** Reads all that is there, and nothing that is not: true when every page that is in use can be read. */
function isWhole(tables: Tables): boolean {
  try {
    for (const key of tables.keys(new Uint8Array(), Uint8Array.of(0xff)))
      if (tables.of(key).get(asBuffer(key)) === undefined) return false;
    return true;
  } catch {
    return false;
  }
}

function* rangeOf(table: Table, from: Uint8Array, to: Uint8Array): Generator<Uint8Array> {
  if (Buffer.compare(from, to) < 0) yield* table.getKeys({ start: asBuffer(from), end: asBuffer(to) });
}

const latest = (a: Uint8Array, b: Uint8Array) => (Buffer.compare(a, b) < 0 ? b : a);
const earliest = (a: Uint8Array, b: Uint8Array) => (Buffer.compare(a, b) < 0 ? a : b);

/**
 * Puts a value behind the last key of a table, which fills its pages. LMDB does nothing where the key is not behind it.
 * @returns whether it is there now
 */
function append(table: Table, key: Uint8Array, value: Uint8Array): boolean {
  // What lmdb's types leave out.
  const isThere: unknown = table.putSync(asBuffer(key), asBuffer(value), { append: true });
  return isThere === true;
}

const cannotOpen =
  'The database in {} cannot be opened: restore it from a backup, or start with an empty folder.';

/** Keys are bytes in byte order; values are bytes. */
function openOrExplain(folder: string, readOnly = false) {
  try {
    return open<Buffer, Buffer>({
      path: folder,
      encoding: 'binary',
      keyEncoding: 'binary',
      noSubdir: false,
      // Each write is a transaction of its own. A batch around it would reject a promise that nobody has when it fails.
      eventTurnBatching: false,
      readOnly,
    });
  } catch (cause) {
    throw explainFailure(folder, cause, cannotOpen);
  }
}

/** A failed commit names its cause in a promise of its own, which has to be waited for. */
async function commitError(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  return Promise.resolve(error.commitError).catch((cause: unknown) => cause);
}

const asBuffer = (bytes: Uint8Array) =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
