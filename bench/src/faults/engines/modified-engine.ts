import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '@evm-ml/node/parts';
import { NotHere } from '../fault.ts';

const run = promisify(execFile);
const module = fileURLToPath(new URL('../../../../tools/cometbft/', import.meta.url));
const command = 'github.com/cometbft/cometbft/cmd/cometbft';
const env = { ...process.env, CGO_ENABLED: '0' };

/** What an engine does otherwise. */
export interface Modification {
  /** What it is called, in letters and dashes. */
  readonly name: string;
  /** A file of CometBFT, what stands there once, and what shall stand there. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Files of Go that come with it, by path. */
  readonly added?: Readonly<Record<string, string>>;
}

/**
 * The engine that tools/cometbft pins, modified; built once with Go, into the cache.
 * @returns its path
 * @throws NotHere without Go
 */
export async function modifiedEngine(modification: Modification): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(modification)).digest('hex').slice(0, 8);
  const path = join(cacheFolder(), `cometbft-${modification.name}-${digest}`);
  if (existsSync(path)) return path;
  const folder = await mkdtemp(join(tmpdir(), 'evm-ml-engine-'));
  try {
    const { stdout } = await run(
      'go',
      ['list', '-C', module, '-m', '-f', '{{.Dir}}', 'github.com/cometbft/cometbft'],
      { env },
    ).catch((error: Error) => {
      throw new NotHere(`a modified engine is built with Go: ${error.message.split('\n')[0]}`);
    });
    // Go replaces no file of its cache: the module is built from a copy.
    const source = join(folder, 'source');
    await run('cp', ['-r', '--no-preserve=mode', stdout.trim(), source]);
    for (const name of ['go.mod', 'go.sum']) await cp(join(module, name), join(folder, name));
    await modify(source, modification);
    await run('go', ['mod', 'edit', '-C', folder, '-replace', 'github.com/cometbft/cometbft=./source']);
    process.stderr.write(`building an engine for ${modification.name} ... `);
    const part = `${path}.part`;
    await run('go', ['build', '-C', folder, '-mod=mod', '-trimpath', '-o', part, command], { env });
    await rename(part, path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function modify(source: string, { file, from, to, added = {} }: Modification): Promise<void> {
  const path = join(source, file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} of CometBFT is not as it is known: "${from}"`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
  for (const [name, content] of Object.entries(added)) await writeFile(join(source, name), content);
}
