import { readdir } from 'node:fs/promises';
import { StorageError } from '../storage/key-value-store.ts';
import { backupStore, engineFolder } from '../storage/open-store.ts';
import { type DataFolder, requireChain } from './data-folder.ts';

/** Writes a consistent copy of a chain into an empty folder, which is then a data folder. The node may run meanwhile with LMDB. */
export async function backupChain({ dataDir, database = 'lmdb' }: DataFolder, target: string): Promise<void> {
  const present = await readdir(target).catch(() => []);
  if (present.length > 0) throw new StorageError(`${target} is not empty: name a new folder for the backup.`);
  await requireChain(dataDir, database);
  await backupStore(dataDir, database, engineFolder(target, database));
}
