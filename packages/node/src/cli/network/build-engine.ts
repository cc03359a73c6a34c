import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../files/cache-folder.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { UserError } from '../errors.ts';
import { engineVersion } from './engine-version.ts';
import { withTimer } from './with-timer.ts';

/** Names CometBFT's version in go.mod, and the checksums of all that it is built from in go.sum. */
const module = fileURLToPath(new URL('../../../../../tools/cometbft/', import.meta.url));
const command = 'github.com/cometbft/cometbft/cmd/cometbft';

const folder = () => join(cacheFolder(), `cometbft-${engineVersion}`);
const binary = () => join(folder(), process.platform === 'win32' ? 'cometbft.exe' : 'cometbft');

/** The engine that was built before; undefined when none was. */
export const builtEngine = async (): Promise<string | undefined> =>
  existsSync(binary()) ? binary() : undefined;

/** What to do where it cannot be built. */
const remedy = `put a CometBFT ${engineVersion} on the path, or name it with EVM_ML_COMETBFT`;

/**
 * Builds the engine that tools/cometbft pins with Go, from its module proxy, into the cache: about two minutes of a
 * processor, with a progress line. Of two that build at once both end with a whole program.
 * @returns its path
 * @throws UserError without Go, outside a checkout of this repository, and when the build fails, as without a network
 */
export async function buildEngine(): Promise<string> {
  if (!existsSync(join(module, 'go.sum')))
    throw new UserError(`no CometBFT is found, and this installation cannot build one: ${remedy}.`);
  await makeFolder(folder());
  const part = `${binary()}.${process.pid}.part`;
  try {
    await withTimer(`Building CometBFT ${engineVersion} with Go`, () =>
      go(['build', '-C', module, '-trimpath', '-ldflags', '-s -w', '-o', part, command]),
    );
    await rename(part, binary());
  } finally {
    await rm(part, { force: true });
  }
  return binary();
}

/** @throws UserError */
async function go(args: readonly string[]): Promise<void> {
  const child = spawn('go', args, {
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaints = text(child.stderr);
  const [code] = await once(child, 'close').catch(() => {
    throw new UserError(
      `no CometBFT is found, and there is no Go to build one with: install Go (go.dev), or ${remedy}.`,
    );
  });
  if (code === 0) return;
  const why = (await complaints).trim().split('\n').at(-1);
  throw new UserError(`Go could not build CometBFT ${engineVersion} (${why}): ${remedy}.`);
}
