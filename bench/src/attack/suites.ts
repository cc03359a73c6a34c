import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { MOST_NS_PER_GAS } from '../gas/adversary/report.ts';
import { type Attack, type Figures, Finding } from './attack.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs a program of this repository to its end. @throws Finding with the end of what it printed, if it fails */
export async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await ended;
  if (status !== 0)
    throw new Finding(`${args.join(' ')} ended with ${status}:\n${(out + err).slice(-4_000)}`);
  return out;
}

/** A test of the suite that goes on for as long as it is asked to, with other seeds than the suite's. */
function suite(name: string, file: string, tries: string, holds: string): Attack {
  return {
    name,
    tries,
    holds,
    async run({ seed, seconds }) {
      const folder = await mkdtemp(join(tmpdir(), 'evm-ml-attack-'));
      const report = join(folder, 'report.jsonl');
      try {
        await runProgram(['node_modules/vitest/vitest.mjs', 'run', file], {
          FUZZ_SECONDS: String(seconds),
          FUZZ_SEED: String(seed),
          FUZZ_REPORT: report,
        });
        return plain(JSON.parse(await readFile(report, 'utf8')));
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

/** Numbers and texts; times and bytes rounded. */
function plain(figures: Readonly<Record<string, unknown>>): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' ? Math.round(value) : String(value),
    ]),
  );
}

const alike = 'A refusal with a code, or the same bytes from both sets of kernels; memory does not grow.';

/** The fuzzers of the test suite. */
export const SUITES: readonly Attack[] = [
  suite(
    'split',
    'packages/evm-ml/test/fuzz/split.test.ts',
    'Random contracts, models, damaged models and calldata, through the precompile and the opcode, in constructors and delegations, at random gas limits.',
    'Validators with other kernels and other caches give the same gas, results, logs and state roots; no fault.',
  ),
  suite(
    'graphs',
    'packages/quantized-runtime/test/fuzz/graphs.test.ts',
    'Random graphs of every operator and type: masks, indices, shared tensors, thousands of tiny nodes, values with hundreds of readers.',
    'The same bytes from both sets of kernels, after reloading, in batches and one by one.',
  ),
  suite('artefacts', 'packages/quantized-runtime/test/fuzz/artefacts.test.ts', 'Mutated artefacts.', alike),
  suite(
    'coverage',
    'packages/quantized-runtime/test/fuzz/explore.test.ts',
    'Mutated artefacts, led by the blocks of code that they reach.',
    `${alike} No input runs more than a million blocks.`,
  ),
  suite(
    'keras-files',
    'packages/quantized-runtime/test/fuzz/keras-files.test.ts',
    'Damaged Keras files: archives, configs, weights, sizes that lie.',
    'The network, or a refusal with a code and one sentence.',
  ),
];

/** Long programs of their own, as attacks. */
export const PROGRAMS: readonly Attack[] = [
  {
    name: 'prices',
    tries:
      'Whatever takes most time for its gas: contents, memory, order, loads, calls, floats, cold and warm.',
    holds: `Nothing takes more than ${MOST_NS_PER_GAS} ns for one gas.`,
    async run({ seed, seconds }) {
      const args = ['bench/dist/gas.js', '--adversary', '--seed', String(seed), '--seconds', String(seconds)];
      const out = await runProgram(args);
      const worst = Math.max(
        ...[...out.matchAll(/([\d,.]+) ns/g)].map(([, ns]) => Number(ns!.replaceAll(',', ''))),
      );
      if (!(worst >= 0 && worst <= MOST_NS_PER_GAS))
        throw new Finding(`${worst} ns for one gas:\n${out.slice(-3_000)}`);
      return { worstNsPerGas: worst };
    },
  },
  {
    name: 'kills',
    tries: 'SIGKILL at random points, while transactions come in.',
    holds:
      'Every acknowledged transaction is there after the restart, in its block; a replay gives the same hashes.',
    async run({ seed, seconds }) {
      const kills = Math.max(2, Math.floor(seconds / 3));
      const args = ['packages/node/scripts/kill-test.mjs', '--kills', String(kills), '--seed', String(seed)];
      const last = (await runProgram(args)).trim().split('\n').at(-1) ?? '';
      return { kills, told: last };
    },
  },
];
