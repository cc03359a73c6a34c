import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { developmentGenesis } from '@evm-ml/node/parts';
import type { Hex } from 'viem';
import { describeRun } from './inference/machine.ts';
import { startNodeProcess } from './load/node-process.ts';
import { Wallet } from './load/wallet.ts';
import { ask, request } from './reads/ask.ts';

const USAGE = `Usage: npm run bench:reads -- [--seconds N] [--connections N] [--memory] [--out FOLDER]
From eth_sendRawTransaction to the receipt, one transfer after another, on an idle node and beside the worst mix of
reads. Exit code 1 if the 99th percentile beside reads is not below twice the idle one.
  --seconds N       how long each of the two is measured (default 30)
  --connections N   readers, each on a connection of its own (default 50)
  --memory          a chain in memory; without it in LMDB, flushed at each block
  --out FOLDER      writes reads.json, or reads-memory.json, there`;

const recipient = '0x00000000000000000000000000000000000000bb';

/** Milliseconds from sending to the receipt of transfers that follow each other for so long. */
async function measure(url: string, wallet: Wallet, seconds: number): Promise<number[]> {
  const took: number[] = [];
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
    const raw = await wallet.sign({ to: recipient, value: 1n, gas: 21_000n });
    const start = performance.now();
    const hash: Hex = JSON.parse(await ask(url, request('eth_sendRawTransaction', raw))).result;
    const { result } = JSON.parse(await ask(url, request('eth_getTransactionReceipt', hash)));
    if (result?.status !== '0x1') throw new Error(`the transfer ${hash} has no receipt`);
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b);
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const summary = (sorted: readonly number[]) => ({
  transfers: sorted.length,
  p50: percentile(sorted, 0.5),
  p99: percentile(sorted, 0.99),
  most: sorted.at(-1),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '30' },
      connections: { type: 'string', default: '50' },
      memory: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  const [seconds, connections] = [Number(values.seconds), Number(values.connections)];
  const dataDir = await mkdtemp(join(tmpdir(), 'evm-ml-reads-'));
  const store = values.memory ? {} : { dataDir };
  const { chainId } = developmentGenesis().config;
  const node = await startNodeProcess({ port: 0, debug: true, logLevel: 'error', ...store }, chainId);
  const wallet = new Wallet(node.keys[0]!, chainId, []);
  await measure(node.url, wallet, Math.min(seconds, 5));

  const idle = summary(await measure(node.url, wallet, seconds));
  const readers = new Worker(new URL('reads/readers.js', import.meta.url), {
    workerData: { url: node.url, connections },
  });
  let reads = 0;
  readers.on('message', () => reads++);
  // All readers are at work, and the first worker of the node is.
  await measure(node.url, wallet, Math.min(seconds, 5));
  reads = 0;
  const loaded = summary(await measure(node.url, wallet, seconds));
  await readers.terminate();
  await node.stop();
  await rm(dataDir, { recursive: true, force: true });

  const ratio = loaded.p99 / idle.p99;
  console.table({ idle, [`beside ${connections} readers`]: loaded });
  console.log(
    `${reads} reads were answered meanwhile; p99 beside reads is ${ratio.toFixed(2)} of the idle one`,
  );
  if (values.out !== undefined) {
    const name = values.memory ? 'reads-memory.json' : 'reads.json';
    const results = { seconds, connections, idle, loaded, ratio, reads };
    await mkdir(values.out, { recursive: true });
    await writeFile(join(values.out, name), `${JSON.stringify({ ...describeRun(), results }, null, 2)}\n`);
  }
  process.exitCode = ratio < 2 ? 0 : 1;
}

await main();
