import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Facts } from './case.ts';

/** A case with its time. */
export interface Measured extends Facts {
  /** Nanoseconds of processor time for doing it once, the best of all samples and rounds. */
  readonly ns: number;
}

interface Output {
  readonly files: readonly {
    readonly groups: readonly {
      readonly benchmarks: readonly { readonly name: string; readonly min: number }[];
    }[];
  }[];
}

const bench = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** `vitest bench` in a process of its own, and what it found. */
async function runOnce(isQuick: boolean): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'evm-ml-gas-'));
  const times = join(folder, 'times.json');
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
  const args = [
    vitest,
    'bench',
    '--run',
    '--config',
    join(bench, 'vitest.gas.config.ts'),
    '--outputJson',
    times,
  ];
  const env = { ...process.env, GAS_BENCH_FOLDER: folder, ...(isQuick && { GAS_BENCH_QUICK: '1' }) };
  try {
    const child = spawn(process.execPath, args, { cwd: bench, env, stdio: 'inherit' });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (status !== 0) throw new Error(`vitest bench ended with ${status}`);
    const facts = readJson<Facts[]>(join(folder, 'facts.json'));
    const found = readJson<Output>(times).files.flatMap(({ groups }) =>
      groups.flatMap(({ benchmarks }) => benchmarks),
    );
    const best = new Map(found.map(({ name, min }) => [name, min]));
    return facts.map((item) => ({
      ...item,
      ns: (best.get(`${item.kind} ${item.name}`)! / item.repeat) * 1e6,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The best of several processes: what a compiler or a neighbour on the machine spoils in one, it may not in another. */
export async function measureAll(rounds: number, isQuick: boolean): Promise<Measured[]> {
  let all = await runOnce(isQuick);
  for (let round = 1; round < rounds; round++) {
    const next = new Map((await runOnce(isQuick)).map((item) => [`${item.kind} ${item.name}`, item.ns]));
    all = all.map((item) => ({ ...item, ns: Math.min(item.ns, next.get(`${item.kind} ${item.name}`)!) }));
  }
  return all;
}
