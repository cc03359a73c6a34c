import type { Keccak256 } from '../crypto/keccak.ts';
import type { Durability, KeyValueStore } from '../storage/key-value-store.ts';
import { type Engine, openStore } from '../storage/open-store.ts';
import { type UpgradeOptions, upgradeStore } from './upgrades/upgrade-store.ts';

/** A data folder to be opened for writing, or a chain in memory where `dataDir` is left out. */
export interface FolderToOpen {
  readonly dataDir: string | undefined;
  readonly database: Engine;
  readonly durability?: Durability | undefined;
}

/**
 * Opens a data folder for writing, with its lock, and makes it the newest format first where it is of an older one that
 * can be upgraded. Refusing other formats is left to whoever opens a chain in it.
 * @throws StorageError
 */
export async function openDataFolder(
  { dataDir, database, durability }: FolderToOpen,
  keccak256: Keccak256,
  upgrade: UpgradeOptions = {},
): Promise<KeyValueStore> {
  const store = await openStore(dataDir, database, durability);
  try {
    await upgradeStore(store, keccak256, upgrade);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
