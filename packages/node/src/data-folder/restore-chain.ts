import { openChain } from '../chain/open-chain.ts';
import { developmentGenesis } from '../genesis/development.ts';
import { parseGenesis } from '../genesis/genesis-file.ts';
import { openStore } from '../storage/open-store.ts';
import { backupChain } from './backup-chain.ts';
import { type DataFolder, requireChain } from './data-folder.ts';

/** Puts a backup into an empty data folder, after opening it as a chain. */
export async function restoreChain(backup: DataFolder, dataDir: string): Promise<void> {
  await requireChain(backup.dataDir, backup.database ?? 'lmdb');
  const store = await openStore(backup.dataDir, backup.database ?? 'lmdb');
  try {
    await openChain(store, parseGenesis(backup.genesis ?? developmentGenesis()));
  } finally {
    await store.close();
  }
  await backupChain(backup, dataDir);
}
