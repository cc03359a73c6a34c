import { open, rename, rm } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/** Writes a file all or nothing: into a neighbour, synced, then renamed over `path`. Throws UserError. */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    throw new UserError(
      `${path}: cannot be written (${code}); check that the folder exists and may be written to.`,
    );
  }
}
