import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';

/** What a path leads to, through links of any kind; a file that is not there yet has no identity but its path. */
interface Place {
  readonly path: string;
  readonly real: string;
  readonly identity: string | undefined;
  readonly isFolder: boolean;
}

async function placeOf(path: string): Promise<Place> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  const identity = found && `${found.dev}:${found.ino}`;
  const real = found ? await realpath(path) : join(await realFolder(dirname(resolve(path))), basename(path));
  return { path, real, identity, isFolder: found?.isDirectory() ?? false };
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** The folder that a path names, through links as far as it exists. */
const realFolder = (folder: string): Promise<string> => realpath(folder).catch(() => folder);

const isSame = (a: Place, b: Place): boolean =>
  a.real === b.real || (a.identity !== undefined && a.identity === b.identity);

const isInside = (place: Place, folder: Place): boolean =>
  folder.isFolder && resolve(place.real).startsWith(folder.real + sep);

/**
 * Refuses to write over what a command reads, by whatever path or link, to write two results into one file, and what
 * cannot be written. Called before any work is done.
 * @throws UserError
 */
export async function expectApart(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const [written, read] = await Promise.all([
    Promise.all(outputs.map(placeOf)),
    Promise.all(inputs.map(placeOf)),
  ]);
  for (const [index, output] of written.entries()) {
    if (output.isFolder && !read.some((place) => isInside(output, place) || isSame(output, place))) {
      throw new UserError(`${output.path}: is a folder; give the name of a file in it.`);
    }
    if (!(await isFolder(dirname(resolve(output.path))))) {
      throw new UserError(`${output.path}: there is no folder ${dirname(output.path)}; make it first.`);
    }
    const input = read.find((place) => isSame(output, place) || isInside(output, place));
    if (input !== undefined) {
      throw new UserError(
        `${output.path}: the command reads it (${input.path}) and would write over it; give the output another name.`,
      );
    }
    const other = written.slice(0, index).find((place) => isSame(output, place));
    if (other !== undefined) {
      throw new UserError(`${output.path}: two results would be written there; give each a name of its own.`);
    }
  }
}
