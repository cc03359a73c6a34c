// Installs one version of a package with npm, in a folder of our own, the first time that it is asked for, and prints
// where it lies: `node install.mjs solc 0.8.35`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [name, version] = process.argv.slice(2);
if (!/^[a-z@/-]+$/.test(name ?? '') || !/^\d+\.\d+\.\d+$/.test(version ?? ''))
  throw new Error('say which package and version, e.g. solc 0.8.35');
const cache = fileURLToPath(new URL('../../node_modules/.cache/conformance-suites/', import.meta.url));
const folder = join(cache, `${name.replace('/', '+')}-${version}`);
const installed = join(folder, 'node_modules', name);
if (!existsSync(installed)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const what = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`];
  execFileSync('npm', what, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
process.stdout.write(installed);
