import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Attack, Figures } from './attack/attack.ts';
import { ATTACKS } from './attack/index.ts';
import { describeRun } from './inference/machine.ts';

const USAGE = `Usage: npm run attack -- [--minutes N] [--seed N] [--only NAME]... [--list] [--out FOLDER]
All that outsiders are known to try against a node, its contracts and its files, one after another. Exit code 1 if
anything did not hold.
  --minutes N    how long all of it takes (default 10); the time is shared out evenly
  --seed N       where choices begin (default 1)
  --only NAME    this attack alone; may be repeated
  --list         the attacks by name
  --out FOLDER   writes attack.md and attack.json there`;

interface Result {
  readonly attack: Attack;
  readonly seconds: number;
  readonly figures: Figures;
  /** What did not hold. */
  readonly finding?: string;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  const unknown = values.only.find((name) => !ATTACKS.some((attack) => attack.name === name));
  if (unknown !== undefined) {
    throw new Error(
      `There is no attack "${unknown}"; there are ${ATTACKS.map(({ name }) => name).join(', ')}.`,
    );
  }
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error(USAGE);
  const chosen =
    values.only.length === 0 ? ATTACKS : ATTACKS.filter(({ name }) => values.only.includes(name));
  return { ...values, minutes, seed, chosen };
}

const show = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en-US') : value}`)
    .join(', ');

async function runOne(attack: Attack, seed: number, seconds: number): Promise<Result> {
  const start = performance.now();
  const took = (): number => Math.round((performance.now() - start) / 1_000);
  const say = (line: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${attack.name} ${took()} s: ${line}\u001b[K`);
  };
  process.stderr.write(`${attack.name} ... `);
  try {
    const figures = await attack.run({ seed, seconds, say });
    process.stderr.write(
      `${process.stderr.isTTY ? `\r${attack.name} ... ` : ''}held, ${took()} s: ${show(figures)}\n`,
    );
    return { attack, seconds: took(), figures };
  } catch (error) {
    const finding = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`did not hold, ${took()} s\n${finding}\n`);
    return { attack, seconds: took(), figures: {}, finding };
  }
}

function markdown(results: readonly Result[], minutes: number, seed: number): string {
  const { date, machine, versions } = describeRun();
  const rows = results.map(({ attack, seconds, figures, finding }) => {
    const outcome = finding === undefined ? show(figures) : `**did not hold**: ${finding.split('\n')[0]}`;
    return `| ${attack.name} | ${attack.tries} | ${attack.holds} | ${seconds} s | ${outcome} |`;
  });
  return [
    `\`npm run attack -- --minutes ${minutes} --seed ${seed}\`, ${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${versions.node}`,
    '',
    '| attack | what it tries | what has to hold | time | outcome |',
    '| --- | --- | --- | ---: | --- |',
    ...rows,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const { minutes, seed, chosen, list, help, out } = readOptions();
  if (help) return console.log(USAGE);
  if (list) return console.log(chosen.map(({ name, tries }) => `${name.padEnd(12)} ${tries}`).join('\n'));
  const results: Result[] = [];
  for (const attack of chosen)
    results.push(await runOne(attack, seed, Math.round((minutes * 60) / chosen.length)));
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    const plain = results.map(({ attack: { name }, ...rest }) => ({ name, ...rest }));
    writeFileSync(
      join(out, 'attack.json'),
      `${JSON.stringify({ ...describeRun(), minutes, seed, results: plain }, null, 2)}\n`,
    );
    writeFileSync(join(out, 'attack.md'), markdown(results, minutes, seed));
  }
  const broken = results.filter(({ finding }) => finding !== undefined);
  console.log(
    `${results.length - broken.length} attacks held, ${broken.length} did not${broken.map(({ attack }) => ` ${attack.name}`)}`,
  );
  process.exitCode = broken.length === 0 ? 0 : 1;
}

await main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
