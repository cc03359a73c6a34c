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
import { createRandom } from './random.ts';

const USAGE = `Usage: npm run test:faults -- [--seed N] [--only NAME]... [--list] [--out FOLDER]
All that is known to go wrong in a network of validators, one after another, on a network of four real ones under
traffic. After each, all members have the same blocks, receipts and application hashes, and all that was acknowledged is
in them once; at last each replays its chain from genesis. Exit code 1 if anything did not hold.
  --seed N       where choices begin (default 1)
  --only NAME    this fault alone; may be repeated
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
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(USAGE);
  const unknown = values.only.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined)
    throw new Error(
      `There is no fault "${unknown}"; there are ${faults.map(({ name }) => name).join(', ')}.`,
    );
  const chosen = values.only.length === 0 ? faults : faults.filter(({ name }) => values.only.includes(name));
  return { ...values, seed, chosen };
}

const show = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en-US') : value}`)
    .join(', ');

const outcomeOf = ({ figures, finding, skipped }: Result): string => {
  if (finding !== undefined) return `**did not hold**: ${finding.split('\n')[0]}`;
  return skipped === undefined ? `held: ${show(figures)}` : `not tried: ${skipped}`;
};

async function meet(patient: Patient, fault: Fault): Promise<Result> {
  const start = performance.now();
  const took = (): number => Math.round((performance.now() - start) / 1_000);
  process.stderr.write(`${fault.name} ... `);
  const result = await patient.meet(fault).then(
    (figures): Result => ({ fault, figures, seconds: took() }),
    (error: unknown): Result => {
      const what =
        error instanceof Error ? [error.message, error.cause].filter(Boolean).join(': ') : String(error);
      const why = error instanceof NotHere ? { skipped: what } : { finding: what };
      return { fault, figures: {}, seconds: took(), ...why };
    },
  );
  process.stderr.write(`${outcomeOf(result)} (${result.seconds} s)\n`);
  if (result.finding !== undefined) process.stderr.write(`${result.finding}\n`);
  return result;
}

function markdown(results: readonly Result[], verified: readonly string[], seed: number): string {
  const { date, machine, versions } = describeRun();
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [
    `\`npm run test:faults -- --seed ${seed}\`, ${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${versions.node}`,
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
  const { seed, chosen, list, help, out } = readOptions();
  if (help) return console.log(USAGE);
  if (list) return console.log(faults.map(({ name, does }) => `${name.padEnd(16)} ${does}`).join('\n'));
  // Found, or built with a progress line, before anything is started.
  process.env['EVM_ML_COMETBFT'] = (await evmMl('network', 'engine')).trim();
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-faults-'));
  const { uniform: random } = createRandom(seed);
  const results: Result[] = [];
  const verified: string[] = [];
  let patient: Patient | undefined;
  let networks = 0;
  for (const fault of chosen) {
    patient ??= await Patient.start(join(root, `${++networks}`), random);
    const result = await meet(patient, fault);
    results.push(result);
    if (result.finding === undefined) continue;
    // What comes after it shall not suffer from it. Its folder stays, for who looks into it.
    await patient.stop();
    patient = undefined;
  }
  if (patient) verified.push(...(await patient.verify()));
  for (const line of verified) console.log(line);
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    const plain = results.map(({ fault: { name }, ...rest }) => ({ name, ...rest }));
    const report = { ...describeRun(), seed, results: plain, verified };
    writeFileSync(join(out, 'faults.json'), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(out, 'faults.md'), markdown(results, verified, seed));
  }
  const broken = results.filter(({ finding }) => finding !== undefined);
  const skipped = results.filter((result) => result.skipped !== undefined);
  console.log(
    `${results.length - broken.length - skipped.length} faults held, ${broken.length} did not${broken.map(({ fault }) => ` ${fault.name}`)}, ${skipped.length} were not tried`,
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
