import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';

/** Writes a new file: text as it is, all else as JSON; for this user alone. @throws the system's error when it is there */
export async function writeOwned(folder: string, name: string, content: unknown): Promise<void> {
  const path = join(folder, name);
  await makeFolder(dirname(path), 0o700);
  const text = typeof content === 'string' ? content : toJson(content);
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
}

/** As files of a network hold it. */
export const toJson = (content: unknown): string => `${JSON.stringify(content, null, 2)}\n`;
