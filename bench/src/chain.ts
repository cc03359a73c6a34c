import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawChain } from './chain/chart.ts';
import type { Peer, PeerKind } from './chain/peer.ts';
import { baseline, ours, peerKinds } from './chain/peers/index.ts';
import { Missing } from './chain/process/missing.ts';
import { goalsOf, summarize } from './chain/report.ts';
import { figuresOf, madeBy, toMarkdown } from './chain/text.ts';
import { compileToken } from './chain/token.ts';
import { setUp, takeTurns } from './chain/turns.ts';
import { developmentRules, phases, Workload } from './chain/workload.ts';
import { describeRun } from './inference/machine.ts';

const USAGE = `Usage: npm run bench:chain -- [--rounds N] [--transactions N] [--peers LIST] [--json FILE] [--md FILE] [--svg FILE]
This node (in memory, in a data folder with all states, with the newest) beside geth --dev, anvil and Hardhat: the same
signed transactions over HTTP, in turns. Transactions a second, processor time, memory, disk.
  --rounds N        of all phases (default 5); figures are medians over them
  --transactions N  of a phase (default 3000), a fifth of that for contract creations
  --peers LIST      of ${peerKinds.map(({ name }) => name).join(',')} (default: all)
  --json FILE       every figure, with the machine, the versions and this command
  --md FILE         the tables
  --svg FILE        the picture`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      transactions: { type: 'string', default: '3000' },
      peers: { type: 'string', default: peerKinds.map(({ name }) => name).join() },
      json: { type: 'string' },
      md: { type: 'string' },
      svg: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [rounds, transactions] = [Number(values.rounds), Number(values.transactions)];
  const names = values.peers.split(',');
  const stranger = names.find((name) => !peerKinds.some((kind) => kind.name === name));
  if (stranger !== undefined || !(rounds >= 1) || !(transactions >= 1)) throw new Error(USAGE);
  return { ...values, rounds, transactions, kinds: peerKinds.filter(({ name }) => names.includes(name)) };
}

/** The peers that this machine can have; the others say why they are left out. */
async function prepare(kinds: readonly PeerKind[]): Promise<PeerKind[]> {
  const there: PeerKind[] = [];
  for (const kind of kinds) {
    try {
      await kind.prepare();
      there.push(kind);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      console.error(error.message);
    }
  }
  return there;
}

async function main(): Promise<void> {
  const { rounds, transactions, kinds, json, md, svg, help } = readOptions();
  if (help) return console.log(USAGE);
  const there = await prepare(kinds);
  const workload = new Workload(developmentRules.chainId, compileToken());
  const rules = { ...developmentRules, funded: workload.funded };
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-chain-'));
  // However this ends; the nodes have ended by then.
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const peers: Peer[] = [];
  const loads = [loadavg()[0]!];
  try {
    for (const kind of there) {
      const folder = join(root, kind.name);
      await mkdir(folder);
      peers.push(await kind.start(rules, folder));
    }
    await setUp(peers, workload);
    process.stderr.write('all peers are set up\n');
    const measured = await takeTurns(peers, workload, { rounds, transactions, phases }, (what) => {
      loads.push(loadavg()[0]!);
      process.stderr.write(`${what}\n`);
    });
    const rows = summarize(measured, baseline);
    const goals = goalsOf(rows, ours);
    for (const phase of new Set(rows.map((row) => row.phase))) {
      console.log(`\n${phase}`);
      console.table(
        Object.fromEntries(
          rows.filter((row) => row.phase === phase).map((row) => [row.peer, figuresOf(row)]),
        ),
      );
    }
    if (goals.length > 0) console.table(goals);
    const run = describeRun();
    const settings = {
      rounds,
      transactions,
      peers: Object.fromEntries(there.map(({ name, says }) => [name, says])),
      loadAverage: { least: Math.min(...loads), most: Math.max(...loads) },
    };
    if (json !== undefined) {
      const results = { rows, goals, rounds: measured };
      await writeFile(json, `${JSON.stringify({ ...run, settings, results }, null, 2)}\n`);
    }
    if (svg !== undefined) await writeFile(svg, drawChain(rows, run.machine.cpu));
    if (md !== undefined)
      await writeFile(md, toMarkdown(rows, goals, { made: madeBy(run, settings.loadAverage), ...settings }));
  } finally {
    for (const peer of peers) await peer.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await main();
