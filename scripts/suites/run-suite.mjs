import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const chains = fileURLToPath(new URL('chains.mjs', import.meta.url));

/** A process that serves fresh chains; `chain()` starts one and gives its address. */
export async function startChains(options) {
  const child = fork(chains, [JSON.stringify(options)]);
  const control = await Promise.race([
    once(child, 'message').then(([address]) => address),
    once(child, 'exit').then(() => Promise.reject(new Error('the process of the chains did not start'))),
  ]);
  return {
    control,
    async chain() {
      const answer = await fetch(control, { method: 'POST' });
      if (!answer.ok) throw new Error(`no chain: ${await answer.text()}`);
      return answer.text();
    },
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Runs a command that must end by itself within so many milliseconds; its output and how it ended. */
export async function runBounded(args, { command = process.execPath, cwd, env, milliseconds }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGKILL');
  process.on('exit', end);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, milliseconds);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => {
      child.on('close', resolve);
      child.on('error', reject);
    }),
  ]);
  clearTimeout(timer);
  process.off('exit', end);
  return { code, isLate, output: `${stdout}${stderr}` };
}

/**
 * Runs a command whose mocha reports to `reporter.cjs`: every test by its name, and seconds from the first test to
 * the last.
 * @throws Error with the command's output where nothing was reported
 */
export async function runTests(args, options) {
  const folder = mkdtempSync(join(tmpdir(), 'evm-ml-suite-'));
  const results = join(folder, 'results.jsonl');
  try {
    const { isLate, output } = await runBounded(args, {
      ...options,
      env: { ...options.env, EVM_ML_SUITE_RESULTS: results },
    });
    const lines = existsSync(results)
      ? readFileSync(results, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
    const end = lines.find((line) => line.end);
    if (!end && !isLate) throw new Error(`the tests did not run to their end:\n${output.slice(-4_000)}`);
    return { isLate, seconds: end?.seconds ?? options.milliseconds / 1_000, tests: numberNames(lines) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tests by name, without the random numbers that some have in it; the second of a name is called `... (2)`. */
function numberNames(lines) {
  const seen = new Map();
  const tests = new Map();
  for (const line of lines) {
    if (line.end) continue;
    const name = `${line.file}: ${line.title.replace(/0x[0-9a-fA-F]{40}\b|\b[0-9]{20,}\b/g, '…')}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    tests.set(count === 1 ? name : `${name} (${count})`, line);
  }
  return tests;
}
