import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';
import { note } from '../io/note.ts';
import { buildEngine, builtEngine } from './build-engine.ts';
import { engineVersion } from './engine-version.ts';
import { packagedEngine } from './packaged-engine.ts';

const run = promisify(execFile);

/** Where an engine may be named, the strongest first. */
export interface EngineSources {
  /** What the network's own file says; undefined: nothing. */
  readonly configured?: string | undefined;
  /** Looks at `EVM_ML_COMETBFT` and `PATH`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * The `cometbft` program to run: the one that is named, else one on the path, else the one that came from npm, else
 * the one in the cache, which is built first if need be. Only the pinned version will do: another one may decide blocks by other rules.
 * @returns its absolute path
 * @throws UserError when what is named is not it, or when it cannot be built
 */
export const findEngine = async (sources: EngineSources): Promise<string> =>
  (await knownEngine(sources)) ?? buildEngine();

/**
 * As `findEngine`, without building one.
 * @returns undefined when there is none yet
 * @throws UserError when what is named is not it
 */
export async function knownEngine({
  configured,
  environment = process.env,
}: EngineSources): Promise<string | undefined> {
  const named = configured ?? environment['EVM_ML_COMETBFT'];
  if (named) return expectEngine(resolve(named), configured ? 'the network' : 'EVM_ML_COMETBFT');
  return (await onPath(environment['PATH'] ?? '')) ?? (await packagedEngine()) ?? builtEngine();
}

async function expectEngine(path: string, source: string): Promise<string> {
  const version = await versionOf(path);
  if (version === engineVersion) return path;
  const what = version === undefined ? 'no CometBFT that runs here' : `CometBFT ${version}`;
  throw new UserError(
    `${path}, which ${source} names, is ${what}: name a CometBFT ${engineVersion}, or leave it out to have one built.`,
  );
}

async function onPath(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    const candidate = resolve(join(folder, 'cometbft'));
    if (!(await isProgram(candidate))) continue;
    const version = await versionOf(candidate);
    if (version === engineVersion) return candidate;
    note(
      `${candidate} is passed over: CometBFT ${engineVersion} is needed, it says ${version ?? 'nothing'}.`,
    );
  }
  return undefined;
}

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** What `cometbft version` says; undefined when it says nothing, or is none. */
async function versionOf(path: string): Promise<string | undefined> {
  const said = await run(path, ['version'], { timeout: 20_000 }).catch(() => undefined);
  return said && /^v?(\d+\.\d+\.\d+\S*)/.exec(said.stdout)?.[1];
}
