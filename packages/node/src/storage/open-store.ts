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

/**
 * Opens one engine without the folder's lock: for reading beside a node, which LMDB allows and LevelDB refuses.
 * Loaded on demand: a native module that will not load must not keep the other engine from running.
 */
export async function openEngine(
  folder: string,
  engine: Engine,
  durability: Durability = 'disk',
): Promise<KeyValueStore> {
  if (engine === 'lmdb') return (await import('./lmdb.ts')).openLmdb(folder, durability);
  return (await import('./classic-level.ts')).openClassicLevel(folder, durability);
}
