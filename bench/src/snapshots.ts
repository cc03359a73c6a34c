import { constants, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import {
  createCustomCrypto,
  JoinChain,
  openChain,
  openStore,
  parseGenesis,
  SnapshotFolder,
  TakeSnapshots,
} from '@evm-ml/node/parts';

import { genesisOf } from './chain/peers/evm-ml.ts';
import { compileToken } from './chain/token.ts';
import { developmentRules, Workload } from './chain/workload.ts';
import { filledFolder, growthCache } from './growth/filled-folder.ts';
import { mostFillers } from './growth/filler-accounts.ts';
import { describeRun } from './inference/machine.ts';

const USAGE = `Usage: npm run bench:snapshots -- [--accounts LIST] [--json FILE]
A snapshot of a state of so many accounts: how long it takes to cut it beside the chain, how long whatever else needs the
thread waits meanwhile, its size, and how long it takes another node to check it and take it in.
Filling a state takes minutes and is done once; ${growthCache()} keeps it.
  --accounts LIST  default 10000,1000000
  --json FILE      every figure, with the machine, the versions and this command`;

/** Figures of one state. Waits are how much later than asked for a timer of one millisecond came: milliseconds. */
interface Row {
  readonly accounts: number;
  readonly chunks: number;
  readonly bytes: number;
  readonly cutSeconds: number;
  readonly waitP50: number;
  readonly waitP99: number;
  readonly waitLongest: number;
  readonly joinSeconds: number;
}

const rules = { ...developmentRules, funded: new Workload(developmentRules.chainId, compileToken()).funded };
const genesis = parseGenesis(genesisOf(rules));

async function openAt(dataDir: string) {
  const crypto = await createCustomCrypto();
  const store = await openStore(dataDir, 'lmdb', 'disk');
  return { store, chain: await openChain(store, genesis, { crypto }) };
}

async function measure(accounts: number, root: string): Promise<Row> {
  const dataDir = join(root, `${accounts}-full`);
  const filled = await filledFolder(accounts, rules);
  await cp(filled, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const full = await openAt(dataDir);
  const { chain } = full;
  const snapshots = join(root, `${accounts}-snapshots`);
  const folder = new SnapshotFolder(snapshots, 1);
  await folder.open();
  let cutSeconds = 0;
  let failure: unknown;
  const taking = new TakeSnapshots({
    ...{ chain, folder, every: 1 },
    taken: (_, seconds) => {
      cutSeconds = seconds;
    },
    failed: (error) => {
      failure = error;
    },
  });
  const waits = monitorEventLoopDelay({ resolution: 1 });
  waits.enable();
  taking.committed(1n);
  await taking.settled();
  waits.disable();
  const [snapshot] = folder.snapshots;
  if (!snapshot) throw failure;

  const empty = join(root, `${accounts}-joined`);
  await mkdir(empty);
  const late = await openAt(empty);
  const start = performance.now();
  const parts = { chain: late.chain, store: late.store };
  const joining = await JoinChain.begin(parts, chain.head.header, snapshot.chunks);
  let bytes = 0;
  while (!joining.isWhole) {
    const chunk = (await folder.chunk(snapshot.height, joining.next))!;
    bytes += chunk.length;
    await joining.take(chunk);
  }
  await joining.finish([]);
  const joinSeconds = (performance.now() - start) / 1_000;
  for (const node of [late, full]) {
    await node.chain.idle();
    await node.store.close();
  }
  // The histogram counts nanoseconds between two ticks, of which one millisecond was asked for.
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 1);
  return {
    ...{ accounts, chunks: snapshot.chunks, bytes, cutSeconds },
    ...{ waitP50: ms(waits.percentile(50)), waitP99: ms(waits.percentile(99)), waitLongest: ms(waits.max) },
    joinSeconds,
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      accounts: { type: 'string', default: '10000,1000000' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  const counts = values.accounts.split(',').map(Number);
  if (!counts.every((count) => Number.isInteger(count) && count > 0 && count <= mostFillers))
    throw new Error(USAGE);
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-snapshots-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const rows: Row[] = [];
  for (const count of counts) rows.push(await measure(count, root));
  const fixed = (value: number) => value.toFixed(1);
  console.table(
    Object.fromEntries(
      rows.map((row) => [
        row.accounts.toLocaleString('en-US'),
        {
          chunks: row.chunks,
          MB: fixed(row.bytes / 1e6),
          'cut, s': fixed(row.cutSeconds),
          'others wait p50, ms': fixed(row.waitP50),
          'p99, ms': fixed(row.waitP99),
          'longest, ms': fixed(row.waitLongest),
          'joined, s': fixed(row.joinSeconds),
        },
      ]),
    ),
  );
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ ...describeRun(), results: rows }, null, 2)}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
