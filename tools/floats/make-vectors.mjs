#!/usr/bin/env node
// Writes vectors/floats/: the first cases of the independent implementations, for the test run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = new URL('../../vectors/floats/', import.meta.url);
const seed = '20261122';
const files = [
  {
    name: 'softfloat.txt',
    made: `cargo run --release --locked -- 9000 ${seed} (tools/floats/softfloat)`,
    by: 'Berkeley SoftFloat 3 (crate softfloat-wrapper 0.3.4, RISC-V rules); from decimal text: APFloat (crate rustc_apfloat 0.2.3)',
    command: ['cargo', ['run', '--release', '--quiet', '--locked', '--', '9000', seed], `${here}softfloat`],
  },
  {
    name: 'reference.txt',
    made: `python3 reference.py 4000 ${seed} (tools/floats, requirements.txt)`,
    by: "mpmath 1.4.1, Python's decimal and repr, NumPy 2.4.6",
    command: [process.env.PYTHON ?? 'python3', ['reference.py', '4000', seed], here],
  },
];

mkdirSync(folder, { recursive: true });
for (const { name, made, by, command } of files) {
  const [program, args, cwd] = command;
  const { status, stdout, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')} ended with status ${status}`);
  writeFileSync(new URL(name, folder), `# ${by}\n# ${made}\n${stdout}`);
}
