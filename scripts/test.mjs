#!/usr/bin/env node
// Set-up, then checks and tests. Tests run even where a check fails, so that one run tells everything.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;

if (!run('scripts/setup.mjs', '--force')) process.exit(1);
const checked = run('scripts/check.mjs');
const tested = run('node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2));
if (!checked) console.error('\nThe checks before the tests failed; "npm run format" may put them right.');
process.exitCode = checked && tested ? 0 : 1;
