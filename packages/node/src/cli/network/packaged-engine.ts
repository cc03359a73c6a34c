import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';
import { engineChecksums } from './engine-checksums.ts';

/** Where an engine that was installed from npm is looked for. */
export interface EnginePackages {
  /** As Node calls it: `linux-x64`. */
  readonly platform?: string;
  /** SHA-256 of the program for each platform. */
  readonly checksums?: Readonly<Record<string, string>>;
  /** Finds `package.json` of a package. */
  readonly resolve?: (name: string) => string;
}

const { resolve: resolveHere } = createRequire(import.meta.url);

/**
 * The engine of `@evm-ml/cometbft-*`, which comes with this package as an optional dependency.
 * @returns its path; undefined when it is not installed, as where there is none for this platform
 * @throws UserError when it is not the program that this version was released with
 */
export async function packagedEngine({
  platform = `${process.platform}-${process.arch}`,
  checksums = engineChecksums,
  resolve = resolveHere,
}: EnginePackages = {}): Promise<string | undefined> {
  const expected = checksums[platform];
  const name = `@evm-ml/cometbft-${platform}`;
  const path = expected && find(() => join(dirname(resolve(`${name}/package.json`)), 'cometbft'));
  if (!path) return undefined;
  const found = await sha256Of(path);
  if (found === expected) return path;
  throw new UserError(
    `${path} is not the program that this version of evm-ml was released with (its SHA-256 is ${found ?? 'that of nothing'}): install ${name} anew.`,
  );
}

function find(look: () => string): string | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** @returns undefined when it cannot be read */
async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  return pipeline(createReadStream(path), hash).then(
    () => hash.digest('hex'),
    () => undefined,
  );
}
