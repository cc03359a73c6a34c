import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyValueStore } from './key-value-store.ts';
import { createMemoryStore } from './memory.ts';

/** Name of a storage engine. */
export type Engine = 'lmdb' | 'classic-level';

/** Opens the store of a data folder, or one in memory when there is no folder. */
export async function openStore(dataDir: string | undefined, engine: Engine): Promise<KeyValueStore> {
  if (dataDir === undefined) return createMemoryStore();
  const folder = join(dataDir, engine);
  await mkdir(folder, { recursive: true });
  // Loaded on demand: a native module that will not load must not keep the other engine from running.
  if (engine === 'lmdb') return (await import('./lmdb.ts')).openLmdb(folder);
  return (await import('./classic-level.ts')).openClassicLevel(folder);
}
