import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '@evm-ml/node/parts';
import { NotHere } from './fault.ts';

const run = promisify(execFile);
const module = fileURLToPath(new URL('../../../tools/cometbft/', import.meta.url));
const command = 'github.com/cometbft/cometbft/cmd/cometbft';
const env = { ...process.env, CGO_ENABLED: '0' };

/** The one place where CometBFT reads the clock for what it signs. */
const [file, reading] = ['types/time/time.go', 'time.Now()'];

/**
 * The engine that tools/cometbft pins, whose clock is off by so many seconds; built once with Go, into the cache.
 * @returns its path
 * @throws NotHere without Go
 */
export async function skewedEngine(seconds: number): Promise<string> {
  const path = join(cacheFolder(), `cometbft-skewed-${seconds}`);
  if (existsSync(path)) return path;
  const folder = await mkdtemp(join(tmpdir(), 'evm-ml-skew-'));
  try {
    const { stdout } = await run(
      'go',
      ['list', '-C', module, '-m', '-f', '{{.Dir}}', 'github.com/cometbft/cometbft'],
      { env },
    ).catch((error: Error) => {
      throw new NotHere(`an engine with another clock is built with Go: ${error.message.split('\n')[0]}`);
    });
    // Go replaces no file of its cache: the module is built from a copy.
    const source = join(folder, 'source');
    await run('cp', ['-r', '--no-preserve=mode', stdout.trim(), source]);
    for (const name of ['go.mod', 'go.sum']) await cp(join(module, name), join(folder, name));
    const text = await readFile(join(source, file), 'utf8');
    if (!text.includes(reading)) throw new Error(`${file} reads the clock in another way than is known`);
    await writeFile(join(source, file), text.replace(reading, `time.Now().Add(${seconds} * time.Second)`));
    await run('go', ['mod', 'edit', '-C', folder, '-replace', 'github.com/cometbft/cometbft=./source']);
    process.stderr.write('building an engine with another clock ... ');
    const part = `${path}.part`;
    await run('go', ['build', '-C', folder, '-mod=mod', '-trimpath', '-o', part, command], { env });
    await rename(part, path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
