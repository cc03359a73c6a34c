import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { developmentGenesis } from '@evm-ml/node/parts';
import type { Hex } from 'viem';
import { describeRun } from './inference/machine.ts';
import { drawMemory } from './load/chart.ts';
import { checkNothingLeaked, checkNothingLost } from './load/checks.ts';
import { httpClient } from './load/client.ts';
import { Ledger } from './load/ledger.ts';
import { type NodeProcess, startNodeProcess } from './load/node-process.ts';
import { describeOutcome, type Sample } from './load/report.ts';
import { run } from './load/run.ts';
import type { Scene } from './load/scene.ts';
import { createTraffic } from './load/traffic/index.ts';
import { watch } from './load/traffic/subscriptions.ts';
import { type Acknowledged, Wallet } from './load/wallet.ts';
import { createRandom } from './random.ts';

const USAGE = `Usage: npm run load -- [--minutes N] [--seed N] [--sample SECONDS] [--state BLOCKS] [--out FOLDER]
Mixed traffic against a node in a process of its own: transfers, contracts, models, predictions, calls, logs, filters,
traces, subscriptions, refused and broken requests, clients that leave. Prints how it goes, and at the end errors,
latencies, memory, and whether anything was lost or leaked. Exit code 1 if so.
  --minutes N       how long (default 30)
  --seed N          repeats what clients choose (default 1)
  --sample SECONDS  between two looks at the node's memory (default 20)
  --state BLOCKS    prune states older than so many blocks (default: archive)
  --out FOLDER      writes load.md, load.json and load.svg there`;

const maxFilters = 200;
const keys = { key: 'load', slowKey: 'slow' };
const methods = ['eth_*', 'predict_*', 'net_*', 'web3_*', 'debug_*', 'txpool_*', 'evm_*', 'rpc_*'];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      sample: { type: 'string', default: '20' },
      state: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [minutes, seed, sample] = [values.minutes, values.seed, values.sample].map(Number);
  if (!minutes || !sample || seed === undefined || Number.isNaN(seed)) throw new Error(USAGE);
  return { ...values, minutes, seed, sample };
}

async function main(): Promise<void> {
  const { minutes, seed, sample, state, out, help } = readOptions();
  if (help) return console.log(USAGE);
  const dataDir = await mkdtemp(join(tmpdir(), 'evm-ml-load-'));
  const node = await startNodeProcess(
    {
      dataDir,
      port: 0,
      debug: true,
      metrics: true,
      logLevel: 'error',
      limits: { maxFilters },
      ...(state !== undefined && { state: Number(state) }),
      access: {
        apiKeys: [
          { name: 'load', sha256: sha256(keys.key), methods },
          { name: 'slow', sha256: sha256(keys.slowKey), methods, requestsPerSecond: 5 },
        ],
      },
    },
    developmentGenesis().config.chainId,
  );
  setPriority(10); // The node comes first: what is measured is its time, not that of the clients.
  const acknowledged: Acknowledged[] = [];
  const ledger = new Ledger();
  const scene: Scene = {
    node,
    ...keys,
    ledger,
    acknowledged,
    contracts: [],
    random: createRandom(seed).uniform,
    http: httpClient(node.url, keys.key, ledger),
    wallets: node.keys.map((key) => new Wallet(key, node.chainId, acknowledged)),
  };
  const seen = await watch(scene);
  const actors = await createTraffic(scene, minutes >= 1);
  const samples: Sample[] = [];
  const start = Date.now();
  const look = async () => samples.push(await lookAt(node, scene, ledger, start));
  await look();
  const timer = setInterval(() => void look(), sample * 1000);
  await run(actors, ledger, start + minutes * 60_000);
  clearInterval(timer);
  await look();
  const seconds = (Date.now() - start) / 1000;
  const blocks = Number(await scene.http.call<Hex>('eth_blockNumber'));

  // A ledger of its own: reading the chain back is no part of the load.
  const aside = { ...scene, http: httpClient(node.url, keys.key, new Ledger()) };
  const lost = await checkNothingLost(aside, seen);
  await seen.end();
  const leaked = await checkNothingLeaked(
    aside,
    maxFilters,
    samples.map(({ heapMB }) => heapMB),
  );
  const code = await node.stop();
  const ended = { what: 'the node closes in order', passed: code === 0, found: `exit code ${code}` };
  const checks = [...lost, ...leaked, ended];

  const outcome = { seconds, blocks, transactions: acknowledged.length, samples, checks };
  const { command, date, machine, versions } = describeRun();
  const made = `Made by \`${command}\` on ${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${versions.node}.`;
  const text = describeOutcome(outcome, ledger, made);
  console.log(text);
  if (out !== undefined) {
    const results = { ...outcome, latencies: ledger.latencies(), errors: ledger.errorsByKind() };
    await writeFile(join(out, 'load.md'), text);
    await writeFile(join(out, 'load.svg'), drawMemory(samples));
    await writeFile(join(out, 'load.json'), `${JSON.stringify({ ...describeRun(), results }, null, 2)}\n`);
  }
  await rm(dataDir, { recursive: true, force: true });
  process.exitCode = ledger.unexpected === 0 && checks.every(({ passed }) => passed) ? 0 : 1;
}

/** One look at the node, with a line for whoever waits. */
async function lookAt(
  node: NodeProcess,
  { http, acknowledged }: Scene,
  ledger: Ledger,
  start: number,
): Promise<Sample> {
  const blocks = Number(await http.call<Hex>('eth_blockNumber'));
  const vitals = await node.vitals();
  const second = (Date.now() - start) / 1000;
  process.stderr.write(
    `${second.toFixed(0).padStart(5)} s  ${ledger.answered} requests, ${acknowledged.length} transactions, ` +
      `${blocks} blocks, ${ledger.expected} errors asked for, ${ledger.unexpected} not, ` +
      `heap ${vitals.heapMB.toFixed(0)} MB, own ${vitals.anonymousMB.toFixed(0)} MB, ${vitals.sockets} sockets\n`,
  );
  return { second, blocks, transactions: acknowledged.length, ...vitals };
}

await main();
