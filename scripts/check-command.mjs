#!/usr/bin/env node
// Packs the packages as they would be published, installs them globally into an empty folder with npm, and runs
// evm-ml from another folder. Needs a build (npm run setup) and a package registry.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evm-ml-command-'));
const elsewhere = join(folder, 'elsewhere');
const isWindows = process.platform === 'win32';
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Folders of `packages`: what a validator installs, and what converts. */
const VALIDATOR = ['quantized-runtime', 'rpc', 'evm-ml', 'solidity', 'explorer', 'node'];
const WORKSHOP = ['chart', 'workshop'];

/** Installs packed packages for the whole machine or into a project, and says how many came along. */
function install(names, where, ...flags) {
  const paths = names.map((name) => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
    return join(folder, `evm-ml-${name === 'evm-ml' ? 'evm' : name}-${version}.tgz`);
  });
  const prefix = join(folder, where);
  mkdirSync(prefix, { recursive: true });
  run('npm', ['install', ...flags, '--no-audit', '--no-fund', '--prefix', prefix, ...paths], prefix);
  const found = readdirSync(prefix, { recursive: true })
    .map((path) => /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/@]+)[\\/]package\.json$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  const heavy = found.filter((name) => name.startsWith('@tensorflow') || name === 'h5wasm');
  if (heavy.length > 0 !== names.includes('workshop'))
    throw new Error(`installed: ${heavy.join(', ') || 'no workshop'}`);
  return `${names.length} packages, ${found.length} in all, ${heavy.length} of the workshop`;
}

/** What a program that ended well printed. */
function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: isWindows });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

async function step(title, work) {
  const start = performance.now();
  const result = await work();
  console.log(
    `${title.padEnd(30)} ${result.padEnd(60)} ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
}

/** Starts the installed node, asks it for its chain, and ends it. */
async function startAndStop(command) {
  const node = spawn(command, ['node', '--memory', '--port', '0'], { cwd: elsewhere, shell: isWindows });
  const ended = once(node, 'exit');
  let text = '';
  for await (const chunk of node.stdout) {
    text += chunk;
    const [url] = /http:\S+/.exec(text) ?? [];
    if (url === undefined || !text.includes('PREDICT')) continue;
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'web3_clientVersion', params: [] });
    const headers = { 'content-type': 'application/json' };
    const { result } = await (await fetch(url, { method: 'POST', headers, body })).json();
    node.kill('SIGTERM');
    const [code] = await ended;
    return `${result}, ended with ${code}`;
  }
  throw new Error(`the node did not start: ${text}`);
}

try {
  mkdirSync(elsewhere);
  await step('Packed', () => {
    for (const name of [...VALIDATOR, ...WORKSHOP]) {
      run(
        'npx',
        ['--yes', packageManager, 'pack', '--pack-destination', folder],
        join(root, 'packages', name),
      );
    }
    return readdirSync(folder)
      .filter((file) => file.endsWith('.tgz'))
      .join(', ');
  });
  await step('npm install --global', () => install(VALIDATOR, 'prefix', '--global'));
  let command = join(folder, 'prefix', isWindows ? 'evm-ml.cmd' : 'bin/evm-ml');
  await step('evm-ml --version', () => run(command, ['--version'], elsewhere).trim());
  const model = (name) => join(root, 'examples/wine-cellar/model', name);
  await step('evm-ml convert, no workshop', () => {
    const args = ['convert', model('wine.keras'), '-o', 'wine.evmml'];
    const { status, stderr } = spawnSync(command, args, {
      cwd: elsewhere,
      encoding: 'utf8',
      shell: isWindows,
    });
    const said = /npm install --global @evm-ml\/workshop/.exec(stderr)?.[0];
    if (status !== 1 || !said)
      throw new Error(`expected to be told what to install, got ${status}: ${stderr}`);
    return said;
  });
  await step('npm install, the workshop too', () => install([...VALIDATOR, ...WORKSHOP], 'project'));
  command = join(folder, 'project/node_modules/.bin', isWindows ? 'evm-ml.cmd' : 'evm-ml');
  await step('evm-ml convert', () => {
    const args = ['convert', model('wine.keras'), '--samples', model('train.csv'), '-o', 'wine.evmml'];
    return run(command, args, elsewhere).split('\n')[0];
  });
  await step('evm-ml run', () => {
    run(command, ['run', 'wine.evmml', '--input', model('test.csv'), '--output', 'answers.csv'], elsewhere);
    return `${readFileSync(join(elsewhere, 'answers.csv'), 'utf8').trim().split('\n').length} answers`;
  });
  await step('evm-ml node', () => startAndStop(command));
} finally {
  rmSync(folder, { recursive: true });
}
