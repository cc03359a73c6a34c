import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** No folder can be where one is wanted. The message says so in one sentence. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

/**
 * Makes a folder and those above it. Node's own `recursive` goes round for ever where the system says of a parent
 * that is there that it is not, as under /proc.
 * @throws FolderError, or the system's error
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await exists(folder))) {
    missing.push(folder);
    folder = dirname(folder);
  }
  for (const each of missing.reverse()) {
    await mkdir(each, mode === undefined ? {} : { mode }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return; // Another process was quicker.
      if (cause.code !== 'ENOENT') throw cause;
      throw new FolderError(`No folder can be made at ${each}: give another path.`, { cause });
    });
  }
}

/** @throws the system's error when it cannot say */
async function exists(folder: string): Promise<boolean> {
  try {
    if ((await stat(folder)).isDirectory()) return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return false;
    if (code !== 'ENOTDIR') throw error; // Something above it is a file.
  }
  throw new FolderError(`${folder} is not a folder: give another path.`);
}
