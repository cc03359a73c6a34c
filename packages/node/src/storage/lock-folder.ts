import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { explainFailure } from './explain-failure.ts';
import { StorageError } from './key-value-store.ts';

/**
 * Keeps other nodes from a data folder until the returned function is called or this process ends, however it ends:
 * the lock is LevelDB's own, which the operating system drops with the process. LMDB has none that excludes.
 */
export async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  const lock = new ClassicLevel(join(dataDir, 'lock'));
  try {
    await lock.open();
  } catch (cause) {
    if (!isLocked(cause)) {
      throw explainFailure(
        dataDir,
        cause,
        'The folder {} cannot be locked: check that it may be written to.',
      );
    }
    throw new StorageError(
      `The folder ${dataDir} is in use by another node: stop that one, or give this one a folder of its own.`,
      { cause },
    );
  }
  return () => lock.close();
}

function isLocked(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'LEVEL_LOCKED') || isLocked(error.cause);
}
