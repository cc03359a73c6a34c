#!/usr/bin/env node
// node script/test-on-node.mjs ARTEFACT NAME [options of forge test]
// Starts a node in memory, deploys the artefact under the name, and runs forge test on a fork of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { startNode } from '@evm-ml/node';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const [path, name, ...options] = process.argv.slice(2);
if (path === undefined || name === undefined) {
  console.error(
    'Give an artefact and its name: node script/test-on-node.mjs grader.evmml acme.cellar.grader',
  );
  process.exit(1);
}

const node = await startNode({ port: 0 });
try {
  const wallet = createWalletClient({
    account: privateKeyToAccount(node.accounts[0].privateKey),
    transport: http(node.url),
    pollingInterval: 20,
  }).extend(mlWalletActions());
  const artefact = await readFile(path);
  const origin = existsSync(`${path}.origin`) ? { origin: await readFile(`${path}.origin`) } : {};
  const { version } = await wallet.deployModel({ artefact, ...origin, name });
  console.log(`${name}@${version} is on ${node.url}`);
  const forge = spawn('forge', ['test', '--fork-url', node.url, ...options], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let output = '';
  forge.stdout.on('data', (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const [code] = await once(forge, 'close');
  // Forge from npm ends with 0 whatever its tests say: its launcher drops the exit code.
  process.exitCode = code || (/tests? passed, 0 failed/.test(output) ? 0 : 1);
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
  const what =
    error.syscall === 'open' ? `there is no file ${path}` : 'there is no forge on the PATH: install Foundry';
  console.error(`${what}.`);
  process.exitCode = 1;
} finally {
  await node.close();
}
