#!/usr/bin/env node
// Builds and packs CometBFT for this machine, installs it with the node from packed packages into an empty folder, and
// runs a network with it where there is neither Go nor another engine. Needs Go, a build (npm run setup) and a package
// registry.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { engineVersion } from '../packages/node/dist/cli/network/engine-version.js';
import { addToNode } from './engine/add-to-node.mjs';
import { run } from './engine/run.mjs';
import { here } from './engine/targets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evm-ml-engine-'));
const project = join(folder, 'project');
/** Nothing but Node: no Go, no cometbft, nothing in the cache. */
const bare = { PATH: dirname(process.execPath), XDG_CACHE_HOME: join(folder, 'cache'), HOME: folder };
const main = join(project, 'node_modules/@evm-ml/node/dist/cli/main.js');
const evmMl = (...args) =>
  spawnSync(process.execPath, [main, 'network', ...args], { cwd: project, env: bare, encoding: 'utf8' });

async function step(title, work) {
  const start = performance.now();
  const result = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${title.padEnd(26)} ${result.padEnd(80)} ${seconds} s`);
}

const tarballs = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => join(folder, name));

/** First of four TCP ports in a row, by what the system gives. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Starts the network, waits until its validator has made a block, ends it. */
async function runNetwork() {
  const network = spawn(process.execPath, [main, 'network', 'start', 'chain'], { cwd: project, env: bare });
  const ended = once(network, 'exit');
  try {
    for (let left = 120; left > 0; left--) {
      const { stdout } = evmMl('status', 'chain', '--json');
      const [node] = JSON.parse(stdout).nodes;
      if (node.state === 'up' && Number(node.height) > 0) return `height ${node.height}, block ${node.block}`;
      await setTimeout(500);
    }
    throw new Error('the network made no block in a minute');
  } finally {
    network.kill('SIGTERM');
    await ended;
  }
}

try {
  if (!here) throw new Error(`no engine is built for ${process.platform}-${process.arch}`);
  await step('Engine', () =>
    run(process.execPath, ['scripts/engine-packages.mjs', folder, here.platform], {}, root)
      .split(' ')
      .at(-1)
      .trim(),
  );
  await step('Packages', () => {
    for (const name of ['quantized-runtime', 'rpc', 'evm-ml', 'solidity', 'explorer', 'node'])
      run(
        'npx',
        ['--yes', packageJson.packageManager, 'pack', '--pack-destination', folder],
        {},
        join(root, 'packages', name),
      );
    const node = tarballs().find((path) => /evm-ml-node-[\d.]+\.tgz$/.test(path));
    addToNode(node, [here.platform], engineVersion, folder);
    return `${tarballs().length}`;
  });
  await step('npm install', () => {
    mkdirSync(project);
    run('npm', ['install', '--no-audit', '--no-fund', '--prefix', project, ...tarballs()], {}, project);
    return readdirSync(join(project, 'node_modules/@evm-ml')).join(', ');
  });
  await step('evm-ml network engine', () => {
    const { stdout, stderr, status } = evmMl('engine');
    if (status !== 0 || !stdout.includes(`cometbft-${here.platform}/cometbft`))
      throw new Error(stdout + stderr);
    return stdout.trim().replace(folder, '');
  });
  await step('evm-ml network start', async () => {
    const port = await freePort();
    const ports = ['--port', `${port}`, '--p2p-port', `${port + 1}`];
    const { status, stderr } = evmMl('init', '--validators', '1', ...ports, '-o', 'chain');
    if (status !== 0) throw new Error(stderr);
    return runNetwork();
  });
  await step('a changed engine', () => {
    appendFileSync(join(project, `node_modules/@evm-ml/cometbft-${here.platform}/cometbft`), ' ');
    const { status, stderr } = evmMl('engine');
    if (status !== 1 || !stderr.includes('is not the program')) throw new Error(`was run: ${stderr}`);
    return 'is refused';
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
