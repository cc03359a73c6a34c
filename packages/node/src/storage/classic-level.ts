import { mkdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { type Durability, type KeyValueStore, StorageError } from './key-value-store.ts';

/** Opens a LevelDB in `folder`, creating it when absent: the fallback where LMDB will not load. */
export async function openClassicLevel(folder: string, durability: Durability): Promise<KeyValueStore> {
  const database = new ClassicLevel<Uint8Array, Uint8Array>(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  await database.open().catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new StorageError(
      `The database in ${folder} cannot be opened (${reason}): close the other node that uses it, or restore a backup.`,
      { cause: error },
    );
  });
  const explainDamage = (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`The database in ${folder} is damaged (${reason}). Restore a backup.`, { cause });
  };
  return {
    get: (key) => database.get(key).catch(explainDamage),
    async write(changes) {
      await database.batch(
        changes.map(([key, value]) =>
          value === undefined ? { type: 'del' as const, key } : { type: 'put' as const, key, value },
        ),
        { sync: durability === 'disk' },
      );
    },
    async *keys(from, to) {
      try {
        yield* database.keys({ gte: from, lt: to });
      } catch (error) {
        explainDamage(error);
      }
    },
    async backup(target) {
      await mkdir(target, { recursive: true });
      const copy = new ClassicLevel<Uint8Array, Uint8Array>(target, {
        keyEncoding: 'view',
        valueEncoding: 'view',
      });
      await copy.open();
      const snapshot = database.snapshot();
      try {
        let batch = copy.batch();
        for await (const [key, value] of database.iterator({ snapshot })) {
          batch.put(key, value);
          if (batch.length < 10_000) continue;
          await batch.write();
          batch = copy.batch();
        }
        await batch.write({ sync: true });
      } finally {
        await snapshot.close();
        await copy.close();
      }
    },
    close: () => database.close(),
  };
}
