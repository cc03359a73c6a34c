#!/usr/bin/env node
// Everything a fresh clone needs, with only Node >= 20 and npm: the pinned pnpm, the locked dependencies, the build.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`evm-ml needs Node 20 or newer; this is ${process.version}. Install it from nodejs.org.`);
  process.exit(1);
}

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Runs a command; its output is shown only when it fails. */
function step(title, command, args) {
  process.stderr.write(`${title} ... `);
  const start = Date.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write(`failed\n${stdout ?? ''}${stderr ?? ''}${error ?? ''}\n`);
    process.exit(status ?? 1);
  }
  process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}

step('Installing dependencies', 'npx', ['--yes', packageManager, 'install', '--frozen-lockfile']);
step('Building', process.execPath, ['scripts/build.mjs']);
