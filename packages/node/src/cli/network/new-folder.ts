import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { UserError } from '../errors.ts';

/**
 * Fills a new or empty folder: all of it or nothing.
 * @param fill gets a folder beside it, which becomes it at the end
 * @throws UserError when there is something in the folder already
 */
export async function newFolder<T>(folder: string, fill: (draft: string) => Promise<T>): Promise<T> {
  const target = resolve(folder);
  await expectEmpty(target);
  const draft = `${target}.${process.pid}.tmp`;
  await makeFolder(dirname(target));
  try {
    const filled = await fill(draft);
    await rename(draft, target);
    return filled;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function expectEmpty(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UserError(`${folder} is no folder that can be used (${error.code}); give another -o.`);
  });
  if (found.length > 0) throw new UserError(`${folder} is not empty; give another -o.`);
}
