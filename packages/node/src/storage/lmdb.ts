import { open as openFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from 'lmdb';
import { z } from 'zod';
import { makeFolder } from '../files/make-folder.ts';
import { explainFailure } from './explain-failure.ts';
import { type Durability, type KeyValueStore, StorageError } from './key-value-store.ts';
import { readOnly } from './read-only.ts';

/** Opens an LMDB environment in `folder`, creating it when absent. */
export async function openLmdb(folder: string, durability: Durability): Promise<KeyValueStore> {
  await refuseWithoutMeta(folder);
  const database = openOrExplain(folder);
  await refuseTruncated(folder, database.getStats());
  /** A write failed, and its writer was told. */
  let failed = false;
  return {
    get(key) {
      try {
        return database.get(asBuffer(key));
      } catch (cause) {
        throw explainFailure(folder, cause, 'The database in {} cannot be read: restore a backup.');
      }
    },
    async write(changes) {
      try {
        await database.transaction(() => {
          for (const [key, value] of changes) {
            if (value === undefined) database.remove(asBuffer(key));
            else database.put(asBuffer(key), asBuffer(value));
          }
        });
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
        yield* database.getKeys({ start: asBuffer(from), end: asBuffer(to) });
      } catch (cause) {
        throw explainFailure(folder, cause, 'The database in {} cannot be read: restore a backup.');
      }
    },
    async backup(target) {
      await makeFolder(target);
      // Without the pages that are free: LMDB never shortens a file.
      await database.backup(target, true).catch((cause: unknown) => {
        throw explainFailure(target, cause, 'The backup in {} cannot be written: look at its disk.');
      });
    },
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
  return {
    store: readOnly(
      (key) => database.get(asBuffer(key)),
      () => database.close(),
    ),
    refresh: () => database.resetReadTxn(),
  };
}

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
    throw explainFailure(
      folder,
      cause,
      'The database in {} cannot be opened: restore it from a backup, or start with an empty folder.',
    );
  }
}

/** A failed commit names its cause in a promise of its own, which has to be waited for. */
async function commitError(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  return Promise.resolve(error.commitError).catch((cause: unknown) => cause);
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** LMDB's mark in each of its two meta pages, after a page header of 16 or 24 bytes. */
const magic = Buffer.from('dec0efbe', 'hex');
const smallestPage = 4096;

/** LMDB takes an empty file for a new database, and a file that ends in its meta pages ends the process. */
async function refuseWithoutMeta(folder: string): Promise<void> {
  const file = await openFile(join(folder, 'data.mdb')).catch(() => undefined);
  if (!file) return;
  try {
    const { size } = await file.stat();
    const start = Buffer.alloc(32);
    await file.read(start, 0, start.length, 0);
    if (size >= 2 * smallestPage && start.includes(magic)) return;
  } finally {
    await file.close();
  }
  throw new StorageError(
    `The database in ${folder} is damaged: it does not begin as one. Restore a backup, or remove the folder if it never held a chain.`,
  );
}

const statistics = z.object({ pageSize: z.number(), lastPageNumber: z.number() });

/** A read beyond the end of the file would end the process without a word. */
async function refuseTruncated(folder: string, stats: unknown): Promise<void> {
  const { pageSize, lastPageNumber } = statistics.parse(stats);
  const needed = (lastPageNumber + 1) * pageSize;
  const { size } = await stat(join(folder, 'data.mdb'));
  if (size >= needed) return;
  throw new StorageError(
    `The database in ${folder} is damaged: it has ${size} of ${needed} bytes. Restore a backup.`,
  );
}
