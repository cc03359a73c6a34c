import { ClassicLevel } from 'classic-level';
import { makeFolder } from '../files/make-folder.ts';
import { explainFailure } from './explain-failure.ts';
import type { Durability, KeyValueStore } from './key-value-store.ts';

/** Opens a LevelDB in `folder`, creating it when absent: the fallback where LMDB will not load. */
export async function openClassicLevel(folder: string, durability: Durability): Promise<KeyValueStore> {
  const database = new ClassicLevel<Uint8Array, Uint8Array>(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  await database.open().catch((cause: unknown) => {
    throw explainFailure(
      folder,
      cause,
      'The database in {} cannot be opened: close the other node that uses it, or restore a backup.',
    );
  });
  const explainDamage = (cause: unknown): never => {
    throw explainFailure(folder, cause, 'The database in {} is damaged. Restore a backup.');
  };
  return {
    get(key) {
      try {
        return database.getSync(key);
      } catch (cause) {
        return explainDamage(cause);
      }
    },
    async write(changes) {
      const operations = changes.map(([key, value]) =>
        value === undefined ? { type: 'del' as const, key } : { type: 'put' as const, key, value },
      );
      await database.batch(operations, { sync: durability === 'disk' }).catch((cause: unknown) => {
        throw explainFailure(folder, cause, 'The database in {} cannot be written: look at its disk.');
      });
    },
    async *keys(from, to) {
      try {
        yield* database.keys({ gte: from, lt: to });
      } catch (error) {
        explainDamage(error);
      }
    },
    async backup(target) {
      await makeFolder(target);
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
