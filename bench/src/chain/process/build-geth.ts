import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '@evm-ml/node/parts';
import { Missing } from './missing.ts';

/** Names geth's version in go.mod, and the checksums of all that it is built from in go.sum. */
const module = fileURLToPath(new URL('../../../../tools/geth/', import.meta.url));
const command = 'github.com/ethereum/go-ethereum/cmd/geth';

/** The version that tools/geth names, without its v. */
export async function gethVersion(): Promise<string> {
  const text = await readFile(join(module, 'go.mod'), 'utf8');
  const version = /go-ethereum v(\S+)/.exec(text)?.[1];
  if (version === undefined) throw new Error('tools/geth/go.mod names no version of go-ethereum');
  return version;
}

/**
 * The geth that tools/geth pins, built with Go from its module proxy the first time that it is asked for: minutes.
 * @throws Missing when there is no Go, or the build fails, as it does without a network
 */
export async function buildGeth(): Promise<string> {
  const version = await gethVersion();
  const folder = join(cacheFolder(), `geth-${version}`);
  const binary = join(folder, process.platform === 'win32' ? 'geth.exe' : 'geth');
  if (existsSync(binary)) return binary;
  await mkdir(folder, { recursive: true });
  const start = Date.now();
  const say = () =>
    process.stderr.write(
      `\rBuilding geth ${version} with Go ... ${Math.round((Date.now() - start) / 1_000)} s`,
    );
  say();
  const clock = process.stderr.isTTY ? setInterval(say, 1_000) : undefined;
  try {
    await go(['build', '-C', module, '-trimpath', '-o', `${binary}.part`, command]);
  } finally {
    clearInterval(clock);
    process.stderr.write('\n');
  }
  await rename(`${binary}.part`, binary);
  return binary;
}

/** @throws Missing */
async function go(args: readonly string[]): Promise<void> {
  const child = spawn('go', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const complaints = text(child.stderr);
  const [code] = await once(child, 'close').catch(() => {
    throw new Missing('geth is left out: it is built with Go, and there is no `go` on the path.');
  });
  if (code === 0) return;
  const why = (await complaints).trim().split('\n').at(-1);
  throw new Missing(`geth is left out: Go could not build it (${why}).`);
}
