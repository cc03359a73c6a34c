import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GenesisFile } from '../genesis/genesis-file.ts';
import { StorageError } from '../storage/key-value-store.ts';
import type { Engine } from '../storage/open-store.ts';

/** A chain on disk, as `startNode` takes it. */
export interface DataFolder {
  dataDir: string;
  database?: Engine;
  genesis?: GenesisFile;
}

/** Refuses a folder without a chain: opening it would begin one. */
export async function requireChain(dataDir: string, database: Engine): Promise<void> {
  const files = await readdir(join(dataDir, database)).catch(() => []);
  if (files.length === 0) throw new StorageError(`There is no chain in ${dataDir} (${database}).`);
}
