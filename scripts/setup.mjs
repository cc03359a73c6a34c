#!/usr/bin/env node
// Everything a fresh clone needs, with only Node >= 20 and npm: the pinned pnpm, the locked dependencies, the build.
// Says nothing when nothing has changed since the last time; `--force` does it all the same.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isAsBuilt, remember } from './stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`evm-ml needs Node 20 or newer; this is ${process.version}. Install it from nodejs.org.`);
  process.exit(1);
}

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Runs a command; its output is shown only when it fails. On a terminal the seconds are counted meanwhile. */
async function step(title, command, args) {
  const start = Date.now();
  const say = () => process.stderr.write(`\r${title} ... ${((Date.now() - start) / 1000).toFixed(0)} s`);
  if (!process.stderr.isTTY) process.stderr.write(`${title} ... `);
  const clock = process.stderr.isTTY ? setInterval(say, 1000) : undefined;
  const child = spawn(command, args, { cwd: root, shell: process.platform === 'win32' });
  const [stdout, stderr, [status, error]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => {
      child.on('close', (code) => resolve([code]));
      child.on('error', (reason) => resolve([1, reason]));
    }),
  ]);
  clearInterval(clock);
  if (status !== 0) {
    process.stderr.write(`failed\n${stdout}${stderr}${error ?? ''}\n`);
    process.exit(status ?? 1);
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${title} ... `);
  process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}

if (process.argv.includes('--force') || !isAsBuilt()) {
  await step('Installing dependencies', 'npx', ['--yes', packageManager, 'install', '--frozen-lockfile']);
  await step('Building', process.execPath, ['scripts/build.mjs']);
  remember();
}
