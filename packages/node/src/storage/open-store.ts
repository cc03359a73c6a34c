import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import type { Durability, KeyValueStore } from './key-value-store.ts';
import { lockFolder } from './lock-folder.ts';
import { createMemoryStore } from './memory.ts';

/** Name of a storage engine. */
export type Engine = 'lmdb' | 'classic-level';

/** Where an engine keeps its files in a data folder. */
export const engineFolder = (dataDir: string, engine: Engine): string => join(dataDir, engine);

/**
 * Opens the store of a data folder, or one in memory when there is no folder. One node at a time may use a folder.
 * @throws StorageError
 */
export async function openStore(
  dataDir: string | undefined,
  engine: Engine,
  durability: Durability = 'disk',
): Promise<KeyValueStore> {
  if (dataDir === undefined) return createMemoryStore();
  const folder = engineFolder(dataDir, engine);
  await makeFolder(folder);
  const unlock = await lockFolder(dataDir);
  try {
    const store = await openEngine(folder, engine, durability);
    const close = async () => {
      await store.close();
      await unlock();
    };
    return { ...store, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Loaded on demand: a native module that will not load must not keep the other engine from running. */
async function openEngine(folder: string, engine: Engine, durability: Durability): Promise<KeyValueStore> {
  if (engine === 'lmdb') return (await import('./lmdb.ts')).openLmdb(folder, durability);
  return (await import('./classic-level.ts')).openClassicLevel(folder, durability);
}

/**
 * Writes a consistent copy of a data folder's database into an empty folder, whatever format it is of, and leaves it as
 * it is. A node may run on it meanwhile with LMDB; LevelDB refuses a second one.
 * @throws StorageError
 */
export async function backupStore(dataDir: string, engine: Engine, target: string): Promise<void> {
  const folder = engineFolder(dataDir, engine);
  if (engine === 'lmdb') return (await import('./lmdb.ts')).backupLmdb(folder, target);
  const store = await openEngine(folder, engine, 'disk');
  try {
    await store.backup(target);
  } finally {
    await store.close();
  }
}
