#!/usr/bin/env node
// Fuzzes decode, validate, plan and both backends, blindly and led by coverage, and the import of Keras files:
// node scripts/fuzz.mjs [runs], default 100,000 for each of the three. Prints what was refused and what was slow.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'packages/quantized-runtime/test/fuzz'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_RUNS: process.argv[2] ?? '100000' } },
);
process.exit(status ?? 1);
