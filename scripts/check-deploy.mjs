#!/usr/bin/env node
// Does what deploy/Dockerfile does, without Docker: puts the node alone into a folder, starts it there as the image
// does, asks its health and ends it. Has systemd look at the unit where there is one. Needs a build (npm run setup)
// and a package registry.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evm-ml-deploy-'));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dockerfile = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (error?.code === 'ENOENT') return `${command} is not here`;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stderr.trim();
}

/** The settings of the image. */
const environment = Object.fromEntries(
  [...dockerfile.matchAll(/\b(EVM_ML_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);

async function health() {
  const main = join(folder, 'out/dist/cli/main.js');
  const env = { ...process.env, ...environment, EVM_ML_PORT: '0' };
  const node = spawn(process.execPath, [main, 'node'], { cwd: folder, env });
  const ended = once(node, 'exit');
  let text = '';
  for await (const chunk of node.stdout) {
    text += chunk;
    const [, port] = /http:\S+?:(\d+)\s/.exec(text) ?? [];
    if (port === undefined || !text.includes('PREDICT')) continue;
    const answers = [];
    for (const path of ['health', 'ready', 'metrics']) {
      answers.push(`/${path} ${(await fetch(`http://127.0.0.1:${port}/${path}`)).status}`);
    }
    node.kill('SIGTERM');
    const [code] = await ended;
    return `${answers.join(', ')}, ended with ${code}`;
  }
  throw new Error(`the node did not start: ${text}`);
}

try {
  const [, filter] = /--filter (\S+) deploy/.exec(dockerfile);
  run('npx', [
    '--yes',
    packageManager,
    // Optional parts, as the workshop, stay out.
    '--config.auto-install-peers=false',
    '--filter',
    filter,
    'deploy',
    '--prod',
    '--legacy',
    join(folder, 'out'),
  ]);
  const names = readdirSync(join(folder, 'out/node_modules/.pnpm'));
  const heavy = names.filter((name) => /tensorflow|h5wasm/.test(name));
  if (heavy.length > 0) throw new Error(`a validator needs no ${heavy.join(', ')}`);
  console.log(`parts  ${names.length}, none of the workshop's`);
  console.log(`image  ${await health()}`);
  console.log(
    `unit   ${run('systemd-analyze', ['verify', 'deploy/evm-ml.service']) || 'nothing to complain of'}`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
