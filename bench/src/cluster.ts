import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { usageOf } from './chain/process/usage.ts';
import type { Cluster } from './cluster/cluster.ts';
import { evmMl } from './cluster/evm-ml.ts';
import { startCluster, startSolo } from './finality/chains.ts';
import { startKvstore } from './finality/kvstore.ts';
import { cellsOf, type Measured, summarize, toMarkdown } from './finality/report.ts';
import type { Subject } from './finality/subject.ts';
import { describeRun } from './inference/machine.ts';
import { createRandom } from './random.ts';

const USAGE = `Usage: npm run bench:cluster -- [--rounds N] [--transactions N] [--validators N] [--json FILE] [--md FILE]
Several validators beside one node that decides alone and beside the engine's own key-value store, in turns: from
sending to the receipt, transfers and predictions a second, processor time at work and at rest, and how long a member
takes to be there again after SIGKILL.
  --rounds N        (default 3); figures are medians over them, percentiles over all
  --transactions N  of a phase (default 1000)
  --validators N    (default 4)
  --json FILE       every figure, with the machine, the versions and this command
  --md FILE         the table`;

/** Transfers that are sent one after another in a round, and seconds of rest. */
const [single, rest] = [50, 5];

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      transactions: { type: 'string', default: '1000' },
      validators: { type: 'string', default: '4' },
      json: { type: 'string' },
      md: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [rounds, transactions, validators] = [
    Number(values.rounds),
    Number(values.transactions),
    Number(values.validators),
  ];
  if (!(rounds >= 1) || !(transactions >= 1) || !(validators >= 1)) throw new Error(USAGE);
  return { ...values, rounds, transactions, validators };
}

const processorSeconds = ({ pids }: Subject): number =>
  pids().reduce((sum, pid) => sum + usageOf(pid).cpuSeconds, 0);

async function measure(subject: Subject, transactions: number): Promise<Measured> {
  const latencies: number[] = [];
  for (let i = 0; i < single; i++) latencies.push(await subject.once());
  const phases: Measured['phases'] = [];
  for (const kind of subject.kinds) {
    const before = processorSeconds(subject);
    const seconds = await subject.many(kind, transactions);
    phases.push({ kind, transactions, seconds, processorSeconds: processorSeconds(subject) - before });
  }
  // What is left to do after the last receipt is no rest.
  await sleep(1_000);
  const before = processorSeconds(subject);
  await sleep(rest * 1_000);
  return { latencies, phases, idle: (processorSeconds(subject) - before) / rest };
}

/** Seconds until a member that was killed is where the others are, and until all that were killed agree. */
async function comeBack(cluster: Cluster): Promise<{ one: number; all: number }> {
  const seconds = async (kill: () => Promise<unknown>) => {
    await kill();
    const start = performance.now();
    await cluster.agree(120);
    return (performance.now() - start) / 1_000;
  };
  const again = async (members: Cluster['members']) => {
    await Promise.all(members.map((member) => member.kill()));
    for (const member of members) member.start();
  };
  return {
    one: await seconds(() => again(cluster.members.slice(1, 2))),
    all: await seconds(() => again(cluster.members)),
  };
}

async function main(): Promise<void> {
  const { rounds, transactions, validators, json, md, help } = readOptions();
  if (help) return console.log(USAGE);
  const engine = (await evmMl('network', 'engine')).trim();
  process.env['EVM_ML_COMETBFT'] = engine;
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-cluster-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const { uniform: random } = createRandom(1);
  const subjects: Subject[] = [];
  const measured = new Map<Subject, Measured[]>();
  const loads: number[] = [];
  try {
    subjects.push(await startSolo(join(root, 'solo'), random));
    const { subject, cluster } = await startCluster(join(root, 'cluster'), validators, random);
    subjects.push(subject, await startKvstore(join(root, 'kvstore'), engine, validators));
    process.stderr.write('all are set up\n');
    // Warms all up; its figures are forgotten.
    for (const each of subjects) await measure(each, Math.min(transactions, 200));
    for (let round = 1; round <= rounds; round++) {
      for (const each of subjects) {
        loads.push(loadavg()[0]!);
        measured.set(each, [...(measured.get(each) ?? []), await measure(each, transactions)]);
      }
      process.stderr.write(`round ${round} of ${rounds}\n`);
    }
    const back = await comeBack(cluster);
    const rows = subjects.map((each) => summarize(each, measured.get(each)!));
    const load = { least: Math.min(...loads), most: Math.max(...loads) };
    console.table(Object.fromEntries(rows.map((row) => [row.name, cellsOf(row)])));
    console.log(
      `after SIGKILL: one member ${back.one.toFixed(1)} s, all members ${back.all.toFixed(1)} s until all agree`,
    );
    const run = describeRun();
    if (json !== undefined) {
      const settings = { rounds, transactions, validators, loadAverage: load };
      await writeFile(
        json,
        `${JSON.stringify({ ...run, settings, results: { rows, secondsAfterKill: back } }, null, 2)}\n`,
      );
    }
    if (md !== undefined) await writeFile(md, toMarkdown(rows, back, run, load));
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
