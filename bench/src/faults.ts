import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figures } from './attack/attack.ts';
import { evmMl } from './cluster/evm-ml.ts';
import { type Fault, NotHere } from './faults/fault.ts';
import { faults } from './faults/faults/index.ts';
import { Patient } from './faults/network.ts';
import { describeRun } from './inference/machine.ts';

const USAGE = `Usage: npm run test:faults -- [--seed N] [--only NAME]... [--networks N] [--list] [--out FOLDER]
All that is known to go wrong in a network of validators, one after another, on networks of four real ones under
traffic. After each, all members have the same blocks, receipts and application hashes, and all that was acknowledged is
in them once; at last each replays its chain from genesis. Exit code 1 if anything did not hold.
  --seed N       where choices begin (default 1)
  --only NAME    this fault alone; may be repeated
  --networks N   that run at a time, and share the faults (default 2: much of a fault is waiting)
  --list         the faults by name
  --out FOLDER   writes faults.md and faults.json there`;

interface Result {
  readonly fault: Fault;
  readonly seconds: number;
  readonly figures: Figures;
  /** What did not hold. */
  readonly finding?: string;
  /** Why it was not tried. */
  readonly skipped?: string;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      networks: { type: 'string', default: '2' },
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const seed = Number(values.seed);
  const networks = Number(values.networks);
  if (!Number.isSafeInteger(seed) || !(networks >= 1 && networks <= 8)) throw new Error(USAGE);
  const unknown = values.only.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined)
    throw new Error(
      `There is no fault "${unknown}"; there are ${faults.map(({ name }) => name).join(', ')}.`,
    );
  const chosen = values.only.length === 0 ? faults : faults.filter(({ name }) => values.only.includes(name));
  return { ...values, seed, networks, chosen };
}

const show = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en-US') : value}`)
    .join(', ');

const outcomeOf = ({ figures, finding, skipped }: Result): string => {
  if (finding !== undefined) return `**did not hold**: ${finding.split('\n')[0]}`;
  return skipped === undefined ? `held: ${show(figures)}` : `not tried: ${skipped}`;
};

/** @param attempt has a network meet it, which may have to be started first */
async function meet(fault: Fault, attempt: () => Promise<Figures>): Promise<Result> {
  const start = performance.now();
  const took = (): number => Math.round((performance.now() - start) / 1_000);
  const result = await attempt().then(
    (figures): Result => ({ fault, figures, seconds: took() }),
    (error: unknown): Result => {
      const what =
        error instanceof Error ? [error.message, error.cause].filter(Boolean).join(': ') : String(error);
      const why = error instanceof NotHere ? { skipped: what } : { finding: what };
      return { fault, figures: {}, seconds: took(), ...why };
    },
  );
  return result;
}

/** What a run came to. */
interface Run {
  /** In the order of the faults. */
  readonly results: readonly Result[];
  /** What `evm-ml chain verify` said of each member at last, and how members were parted. */
  readonly verified: readonly string[];
  readonly seconds: number;
}

/** Has some networks at a time meet all faults, each by one of them. */
async function meetAll(faults: readonly Fault[], root: string, seed: number, networks: number): Promise<Run> {
  const start = performance.now();
  const waiting = [...faults];
  const results = new Map<Fault, Result>();
  const verified = new Set<string>();
  let started = 0;
  const lane = async (): Promise<void> => {
    let patient: Patient | undefined;
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      const next = fault;
      const result = await meet(next, async () => {
        patient ??= await Patient.start(join(root, `${++started}`), seed);
        verified.add(`parted: ${patient.partedBy}`);
        return patient.meet(next);
      });
      results.set(fault, result);
      process.stderr.write(
        `${results.size}/${faults.length} ${fault.name} ${result.finding ?? outcomeOf(result)} (${result.seconds} s)\n`,
      );
      if (result.finding === undefined) continue;
      // What comes after it shall not suffer from it. Its folder stays, for who looks into it.
      await patient?.stop();
      patient = undefined;
    }
    for (const line of (await patient?.verify()) ?? []) verified.add(line);
  };
  await Promise.all(Array.from({ length: Math.min(networks, faults.length) }, lane));
  return {
    results: faults.map((fault) => results.get(fault)!),
    verified: [...verified].sort(),
    seconds: Math.round((performance.now() - start) / 1_000),
  };
}

function markdown({ results, verified, seconds }: Run, seed: number): string {
  const { date, machine, versions } = describeRun();
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [
    `\`npm run test:faults -- --seed ${seed}\`, ${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${versions.node}, ${seconds} s`,
    '',
    '| fault | what goes wrong | what has to hold | time | outcome |',
    '| --- | --- | --- | ---: | --- |',
    ...results.map((result) => {
      const { fault, seconds } = result;
      return `| ${fault.name} | ${fault.does} | ${fault.holds} | ${seconds} s | ${cell(outcomeOf(result))} |`;
    }),
    '',
    ...verified.map((line) => `- ${line}`),
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const { seed, networks, chosen, list, help, out } = readOptions();
  if (help) return console.log(USAGE);
  if (list) return console.log(faults.map(({ name, does }) => `${name.padEnd(16)} ${does}`).join('\n'));
  // Found, or built with a progress line, before anything is started.
  process.env['EVM_ML_COMETBFT'] = (await evmMl('network', 'engine')).trim();
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-faults-'));
  const run = await meetAll(chosen, root, seed, networks);
  const { results, verified, seconds } = run;
  for (const line of verified) console.log(line);
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    const plain = results.map(({ fault: { name }, ...rest }) => ({ name, ...rest }));
    const report = { ...describeRun(), seed, networks, seconds, results: plain, verified };
    writeFileSync(join(out, 'faults.json'), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(out, 'faults.md'), markdown(run, seed));
  }
  const broken = results.filter(({ finding }) => finding !== undefined);
  const skipped = results.filter((result) => result.skipped !== undefined);
  console.log(
    `${results.length - broken.length - skipped.length} faults held, ${broken.length} did not${broken.map(({ fault }) => ` ${fault.name}`)}, ${skipped.length} were not tried; ${seconds} s`,
  );
  if (broken.length === 0) await rm(root, { recursive: true, force: true });
  else console.log(`what did not hold lies in ${root}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
