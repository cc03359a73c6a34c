import { access } from 'node:fs/promises';
import type { Artefact } from '@evm-ml/quantized-runtime';
import { UserError } from '../errors.ts';
import { writeFileAtomic } from './atomic.ts';
import { readInput } from './read-input.ts';

/** Where the origin of an artefact lies: beside it. */
export const originPath = (path: string): string => `${path}.origin`;

/** Writes an artefact's two files, each all or nothing, the origin first: what names both is then never alone. */
export async function writeArtefact(path: string, { model, origin }: Required<Artefact>): Promise<void> {
  await writeFileAtomic(originPath(path), origin);
  await writeFileAtomic(path, model);
}

/** Reads an artefact, and its origin where one lies beside it. Throws UserError. */
export async function readArtefact(path: string): Promise<Artefact> {
  const model = await readInput(path);
  const beside = originPath(path);
  const hasOrigin = await access(beside).then(
    () => true,
    () => false,
  );
  return hasOrigin ? { model, origin: await readInput(beside) } : { model };
}

/** For what cannot be done without an origin. Throws UserError if there is none. */
export function expectOrigin(path: string, { model, origin }: Artefact): Required<Artefact> {
  if (origin !== undefined) return { model, origin };
  throw new UserError(
    `${originPath(path)}: there is no such file; convert writes it beside the artefact, copy both.`,
  );
}
