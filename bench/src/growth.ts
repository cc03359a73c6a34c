import { constants, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Hex } from 'viem';
import type { ChainRules, Peer } from './chain/peer.ts';
import { startEvmMl } from './chain/peers/evm-ml.ts';
import { RpcClient } from './chain/process/rpc-client.ts';
import { bytesOf } from './chain/process/usage.ts';
import { summarize } from './chain/report.ts';
import { madeBy } from './chain/text.ts';
import { compileToken } from './chain/token.ts';
import { setUp, takeTurns } from './chain/turns.ts';
import { developmentRules, phases, Workload } from './chain/workload.ts';
import { filledFolder, growthCache } from './growth/filled-folder.ts';
import { mostFillers } from './growth/filler-accounts.ts';
import { measureReads } from './growth/measure-reads.ts';
import { type Grown, growthMarkdown, growthRows } from './growth/report.ts';
import { describeRun } from './inference/machine.ts';

const USAGE = `Usage: npm run bench:growth -- [--accounts LIST] [--rounds N] [--transactions N] [--reads N] [--clean] [--json FILE] [--md FILE]
This node with more and more accounts in its state: start, transfers, ERC-20, proofs, old balances and calls.
Filling a state takes minutes (10^7 accounts: half an hour) and is done once; ${growthCache()} keeps it.
  --accounts LIST   default 10000,1000000,10000000; at most ${mostFillers}
  --rounds N        of both phases (default 3); figures are medians over them
  --transactions N  of a phase (default 2000)
  --reads N         of each kind (default 1000)
  --clean           removes the filled states first; --accounts 0 --clean does nothing else
  --json FILE       every figure, with the machine, the versions and this command
  --md FILE         the table`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      accounts: { type: 'string', default: '10000,1000000,10000000' },
      rounds: { type: 'string', default: '3' },
      transactions: { type: 'string', default: '2000' },
      reads: { type: 'string', default: '1000' },
      clean: { type: 'boolean', default: false },
      json: { type: 'string' },
      md: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const accounts = values.accounts
    .split(',')
    .map(Number)
    .filter((count) => count !== 0);
  const [rounds, transactions, reads] = [values.rounds, values.transactions, values.reads].map(Number);
  const isCount = (value: number | undefined): value is number => Number.isInteger(value) && value! > 0;
  if (!isCount(rounds) || !isCount(transactions) || !isCount(reads)) throw new Error(USAGE);
  if (!accounts.every((count) => isCount(count) && count <= mostFillers)) throw new Error(USAGE);
  return { ...values, accounts, rounds, transactions, reads };
}

/** A node over a copy of a filled folder. */
interface Node {
  readonly accounts: number;
  readonly peer: Peer;
  readonly startSeconds: number;
  readonly folderBytes: number;
}

async function startNode(accounts: number, rules: ChainRules, root: string): Promise<Node> {
  const filled = await filledFolder(accounts, rules);
  const folder = join(root, String(accounts));
  const dataDir = join(folder, 'data');
  await mkdir(folder);
  await cp(filled, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE });
  const folderBytes = await bytesOf(dataDir);
  const start = performance.now();
  const peer = await startEvmMl(String(accounts), rules, folder, { dataDir });
  return { accounts, peer, startSeconds: (performance.now() - start) / 1_000, folderBytes };
}

const heightOf = async ({ url }: Peer): Promise<Hex> => {
  const client = new RpcClient(url);
  const height = await client.call<Hex>('eth_blockNumber');
  client.close();
  return height;
};

async function main(): Promise<void> {
  const { accounts, rounds, transactions, reads, clean, json, md, help } = readOptions();
  if (help) return console.log(USAGE);
  if (clean) await rm(growthCache(), { recursive: true, force: true });
  if (accounts.length === 0) return;
  const workload = new Workload(developmentRules.chainId, compileToken());
  const rules = { ...developmentRules, funded: workload.funded };
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-growth-'));
  // However this ends; the nodes have ended by then.
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const nodes: Node[] = [];
  const loads = [loadavg()[0]!];
  try {
    for (const count of accounts) nodes.push(await startNode(count, rules, root));
    const peers = nodes.map(({ peer }) => peer);
    await setUp(peers, workload);
    const olds = await Promise.all(peers.map(heightOf));
    const chosen = phases.filter(({ name }) => /^(transfers to new|ERC-20)/.test(name));
    const measured = await takeTurns(peers, workload, { rounds, transactions, phases: chosen }, (what) => {
      loads.push(loadavg()[0]!);
      process.stderr.write(`${what}\n`);
    });
    const rows = summarize(measured, '');
    const grown: Grown[] = [];
    for (const [index, { peer, ...node }] of nodes.entries()) {
      const what = { accounts: node.accounts, old: olds[index]!, requests: reads };
      grown.push({
        ...node,
        phases: rows.filter((row) => row.peer === peer.name),
        reads: await measureReads(peer.url, workload.scene, what),
      });
    }
    const { heads, rows: lines } = growthRows(grown);
    console.table(
      Object.fromEntries(
        lines.map(([what, ...cells]) => [
          what,
          Object.fromEntries(cells.map((cell, i) => [heads[i + 1], cell])),
        ]),
      ),
    );
    const run = describeRun();
    const loadAverage = { least: Math.min(...loads), most: Math.max(...loads) };
    if (json !== undefined) {
      const settings = { accounts, rounds, transactions, reads, loadAverage };
      await writeFile(
        json,
        `${JSON.stringify({ ...run, settings, results: { grown, rounds: measured } }, null, 2)}\n`,
      );
    }
    if (md !== undefined) await writeFile(md, growthMarkdown(grown, madeBy(run, loadAverage)));
  } finally {
    for (const { peer } of nodes) await peer.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await main();
