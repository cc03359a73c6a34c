import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openChain } from '../chain/open-chain.ts';
import { createCustomCrypto } from '../crypto/custom-crypto.ts';
import { developmentGenesis } from '../genesis/development.ts';
import { parseGenesis } from '../genesis/genesis-file.ts';
import { backupChain } from './backup-chain.ts';
import { type DataFolder, requireChain } from './data-folder.ts';
import { openDataFolder } from './open-data-folder.ts';
import type { UpgradeOptions } from './upgrades/upgrade-store.ts';

/**
 * Puts a backup into an empty data folder and opens it there as a chain, upgrading it if it is of an older format. The
 * backup stays as it is; what does not open is taken away again.
 */
export async function restoreChain(
  backup: DataFolder,
  dataDir: string,
  upgrade: UpgradeOptions = {},
): Promise<void> {
  const { database = 'lmdb', genesis = developmentGenesis() } = backup;
  await requireChain(backup.dataDir, database);
  const crypto = await createCustomCrypto();
  await backupChain(backup, dataDir);
  try {
    const store = await openDataFolder({ dataDir, database }, crypto.keccak256!, upgrade);
    try {
      await openChain(store, parseGenesis(genesis), { crypto });
    } finally {
      await store.close();
    }
  } catch (error) {
    for (const name of [database, 'lock']) await rm(join(dataDir, name), { recursive: true, force: true });
    throw error;
  }
}
