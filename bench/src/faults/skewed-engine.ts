import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
    const source = join(stdout.trim(), file);
    const text = await readFile(source, 'utf8');
    if (!text.includes(reading)) throw new Error(`${source} reads the clock in another way than is known`);
    const [changed, overlay] = [join(folder, 'time.go'), join(folder, 'overlay.json')];
    await writeFile(changed, text.replace(reading, `${reading}.Add(${seconds} * time.Second)`));
    await writeFile(overlay, JSON.stringify({ Replace: { [source]: changed } }));
    process.stderr.write('building an engine with another clock ... ');
    const part = `${path}.part`;
    await run('go', ['build', '-C', module, '-trimpath', '-overlay', overlay, '-o', part, command], { env });
    await rename(part, path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
