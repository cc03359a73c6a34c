#!/usr/bin/env node
// Lists the licences of everything that comes with the packages when they are installed, and fails on one under which
// it may not come with software under Apache-2.0. Needs the locked dependencies (npm run setup).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseLicences } from './parse-licences.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const args = ['--yes', packageManager, '--filter', './packages/*', 'licenses', 'list', '--prod', '--json'];
const { status, stdout, stderr } = spawnSync('npx', args, {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
  shell: process.platform === 'win32',
});
if (status !== 0) throw new Error(`pnpm licenses ended with ${status}: ${stderr}${stdout}`);

const { allowed, refused } = parseLicences(JSON.parse(stdout));
for (const [licence, names] of allowed)
  console.log(`${licence.padEnd(20)} ${names.length}  ${names.join(', ')}`);
for (const [licence, names] of refused) console.error(`not allowed: ${licence}  ${names.join(', ')}`);
process.exitCode = refused.length > 0 ? 1 : 0;
