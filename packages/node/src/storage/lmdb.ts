import { mkdir } from 'node:fs/promises';
import { open } from 'lmdb';
import { type KeyValueStore, StorageError } from './key-value-store.ts';

/** Opens an LMDB environment in `folder`, creating it when absent. */
export async function openLmdb(folder: string): Promise<KeyValueStore> {
  const database = openOrExplain(folder);
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
    },
    async *range(from, to) {
      for (const { key, value } of database.getRange({ start: asBuffer(from), end: asBuffer(to) })) {
        yield [key, value];
      }
    },
    async backup(target) {
      await mkdir(target, { recursive: true });
      await database.backup(target, false);
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
