import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ModelSource } from '@evm-ml/workshop';
import { UserError } from '../errors.ts';
import { readInput } from './read-input.ts';

/**
 * What the importer reads: the bytes of a file, or the files of a folder by their path inside it. A `model.json` of
 * TensorFlow.js stands for the folder that it lies in, where its weights are.
 */
export async function readModelSource(path: string): Promise<ModelSource> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory()) return readFolder(path);
  if (status?.isFile() && basename(path) === 'model.json') return readFolder(dirname(path));
  return readInput(path);
}

/** More than any model's folder holds; somebody's home folder has more. */
const MOST_FILES = 4_096;

async function readFolder(folder: string): Promise<ModelSource> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length > MOST_FILES) {
    throw new UserError(`${folder}: holds ${files.length} files; give the folder of the model alone.`);
  }
  const sources = await Promise.all(
    files.map(async (file): Promise<[string, Uint8Array]> => {
      return [relative(folder, file).split(sep).join('/'), await readFile(file)];
    }),
  );
  return new Map(sources);
}
