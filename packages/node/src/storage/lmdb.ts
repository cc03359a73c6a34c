import { mkdir, open as openFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from 'lmdb';
import { z } from 'zod';
import { type Durability, type KeyValueStore, StorageError } from './key-value-store.ts';

/** Opens an LMDB environment in `folder`, creating it when absent. */
export async function openLmdb(folder: string, durability: Durability): Promise<KeyValueStore> {
  await refuseWithoutMeta(folder);
  const database = openOrExplain(folder);
  await refuseTruncated(folder, database.getStats());
  return {
    async get(key) {
      return database.get(asBuffer(key));
    },
    async write(changes) {
      await database.transaction(() => {
        for (const [key, value] of changes) {
          if (value === undefined) database.remove(asBuffer(key));
          else database.put(asBuffer(key), asBuffer(value));
        }
      });
      // LMDB flushes each transaction in the background, in order; its promise comes before that.
      if (durability === 'disk') await database.flushed;
    },
    async *keys(from, to) {
      yield* database.getKeys({ start: asBuffer(from), end: asBuffer(to) });
    },
    async backup(target) {
      await mkdir(target, { recursive: true });
      await database.backup(target, true); // Without the pages that are free: LMDB never shortens a file.
    },
    async close() {
      await database.flushed;
      await database.close();
    },
  };
}

/** Keys are bytes in byte order; values are bytes. */
function openOrExplain(folder: string) {
  try {
    return open<Buffer, Buffer>({ path: folder, encoding: 'binary', keyEncoding: 'binary', noSubdir: false });
  } catch (cause) {
    throw new StorageError(
      `The database in ${folder} cannot be opened (${message(cause)}): restore it from a backup, or start with an empty folder.`,
      { cause },
    );
  }
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const message = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

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
