#!/usr/bin/env node
// Records what a real CometBFT and a node say to each other from genesis to the block of one transfer, for
// fixtures/abci/transfer.json: a list of [connection, 'ask' or 'answer', hexadecimal bytes as they came].
// node packages/node/scripts/record-abci.mjs, after npm run setup.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createWalletClient, http, publicActions } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const target = fileURLToPath(new URL('../fixtures/abci/transfer.json', import.meta.url));
const [port, p2pPort] = ['28545', '36656'];
const folder = mkdtempSync(join(tmpdir(), 'evm-ml-abci-'));
const network = join(folder, 'network');
const evmMl = (...args) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

const made = evmMl(
  'network',
  'init',
  '--validators',
  '1',
  '-o',
  network,
  '--port',
  port,
  '--p2p-port',
  p2pPort,
);
if (made.status !== 0) throw new Error(made.stderr);
const engine = evmMl('network', 'engine').stdout.trim();
const node = join(network, 'node1');
const config = JSON.parse(readFileSync(join(node, 'node.json'), 'utf8'));
config.cometbft.abciSocket = 'behind.sock';
writeFileSync(join(node, 'node.json'), JSON.stringify(config));

const record = [];
let connections = 0;
const proxy = createServer((socket) => {
  const number = connections++;
  const behind = connect(join(node, 'behind.sock'));
  const note = (kind) => (chunk) => record.push([number, kind, chunk.toString('hex')]);
  socket.on('data', note('ask')).pipe(behind);
  behind.on('data', note('answer')).pipe(socket);
  for (const each of [socket, behind]) each.on('error', () => undefined);
});
const children = [];
const start = (file, args) => {
  const child = spawn(file, args, { cwd: node, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
};
try {
  await once(start(process.execPath, [main, 'node', '--config', 'node.json']).stdout, 'data');
  proxy.listen(join(node, 'abci.sock'));
  start(engine, ['start', '--home', 'engine']).stdout.resume();
  await wait(5_000);
  const account = mnemonicToAccount('test test test test test test test test test test test junk');
  const wallet = createWalletClient({ account, transport: http(`http://127.0.0.1:${port}`) }).extend(
    publicActions,
  );
  const hash = await wallet.sendTransaction({ chain: null, to: account.address, value: 1n });
  await wallet.waitForTransactionReceipt({ hash });
  await wait(2_000);
  writeFileSync(target, `[\n${record.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
  process.stdout.write(`${record.length} pieces of ${connections} connections in ${target}\n`);
} finally {
  for (const child of children.reverse()) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
}
