#!/usr/bin/env node
// Compares the floats precompile with independent implementations: `node tools/floats/check.mjs [COUNT] [SEED]`.
// Cases come from softfloat/ (Rust: Berkeley SoftFloat, APFloat) and reference.py (Python: decimal, mpmath).
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { analyzeFloats } from '../../packages/evm-ml/dist/floats/index.js';
import { checkLine } from './check-line.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const [count = '1000000', seed = '20261122'] = process.argv.slice(2);
const python = process.env.PYTHON ?? 'python3';
/** What prints cases: command, arguments, folder. */
const sources = [
  ['cargo', ['run', '--release', '--quiet', '--locked', '--', count, seed], `${here}softfloat`],
  [python, ['reference.py', String(Math.ceil(Number(count) / 10)), seed], here],
];

const run = (calldata) => analyzeFloats(calldata).execute();
let failures = 0;
let total = 0;
for (const [command, args, cwd] of sources) {
  const start = Date.now();
  const perEntry = new Map();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  for await (const line of createInterface({ input: child.stdout })) {
    const name = line.slice(0, line.indexOf(' '));
    perEntry.set(name, (perEntry.get(name) ?? 0) + 1);
    const failure = checkLine(line, run);
    if (failure === undefined) continue;
    failures += 1;
    if (failures <= 10) console.error(failure);
  }
  const status = await exited;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with status ${status}; see its message above`);
  const cases = [...perEntry.values()].reduce((sum, entries) => sum + entries, 0);
  total += cases;
  console.log(`${command}: ${cases} cases in ${((Date.now() - start) / 1000).toFixed(0)} s`);
  console.log([...perEntry].map(([name, entries]) => `  ${name} ${entries}`).join('\n'));
}
console.log(`${total} cases, ${failures} differences`);
process.exitCode = failures === 0 ? 0 : 1;
