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
    for (const name of ['chart', 'quantized-runtime', 'rpc', 'evm-ml', 'solidity', 'node']) {
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
  const archives = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  await step('npm install --global', () => {
    const paths = archives.map((file) => join(folder, file));
    run(
      'npm',
      ['install', '--global', '--no-audit', '--no-fund', '--prefix', join(folder, 'prefix'), ...paths],
      folder,
    );
    return `${archives.length} packages`;
  });
  const command = join(folder, 'prefix', isWindows ? 'evm-ml.cmd' : 'bin/evm-ml');
  await step('evm-ml --version', () => run(command, ['--version'], elsewhere).trim());
  const model = (name) => join(root, 'examples/wine-cellar/model', name);
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
