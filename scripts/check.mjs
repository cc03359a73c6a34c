#!/usr/bin/env node
// Lint, format, types (those of tests, too), the order of floors, the READMEs' examples and the rules that tests quote, in one place. All of them
// run, so that one run tells everything.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  ['node_modules/typescript/bin/tsc', '-b'],
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tests.json'],
  ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'packages', 'bench', 'examples'],
  ['scripts/check-readmes.mjs'],
  ['scripts/check-spec.mjs'],
];
const results = checks.map((args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }));
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
