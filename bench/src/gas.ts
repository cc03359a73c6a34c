import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Profile } from '@evm-ml/quantized-runtime';
import { adversaryMarkdown, currentLoad, MOST_NS_PER_GAS } from './gas/adversary/report.ts';
import { searchAdversary } from './gas/adversary/search.ts';
import { drawGas } from './gas/chart.ts';
import { fitTable, gasOf, type Table } from './gas/fit.ts';
import { markdownTable } from './gas/markdown.ts';
import { nsPerGas, type Row, rowText } from './gas/row.ts';
import { type Measured, measureAll } from './gas/run-vitest.ts';
import { searchWorst } from './gas/search.ts';
import { spreadOf, spreadText } from './gas/spread.ts';
import { writeTable } from './gas/write-table.ts';
import { describeRun } from './inference/machine.ts';

const USAGE = `Usage: npm run bench:gas -- [--quick] [--rounds N] [--search SECONDS] [--out FOLDER] [--from FILE] [--write]
       npm run bench:gas -- --adversary [--seed N] [--seconds N] [--out FOLDER]
Time for gas, by "vitest bench": every operator in every profile, whole networks, loading, and this EVM's own opcodes
and precompiles in the same process. Then a search for the worst case, and prices that fit better.
  --quick            shorter samples
  --rounds N         best of N processes (default 1)
  --search SECONDS   look for the operator with the most time for its gas (default 30)
  --out FOLDER       writes gas.json, gas.md and gas.svg there
  --from FILE        takes the times from a gas.json instead of measuring
  --write            puts the fitted prices into the source and their digest into the specification
  --adversary        looks for what takes most time for its gas instead: contents, memory, order, loads, calls, floats
  --seed N           where that search begins (default 1)
  --seconds N        how long it takes (default 120)`;

const PROFILES: readonly Profile[] = ['a16', 'a8', 'f32'];

function options() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '1' },
      search: { type: 'string', default: '30' },
      out: { type: 'string' },
      from: { type: 'string' },
      write: { type: 'boolean', default: false },
      adversary: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '120' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [rounds, search] = [Number(values.rounds), Number(values.search)];
  const [seed, seconds] = [Number(values.seed), Number(values.seconds)];
  const isFine = Number.isInteger(rounds) && rounds >= 1 && Number.isInteger(seed) && seconds > 0;
  if (!(search >= 0) || !isFine) throw new Error(USAGE);
  return { ...values, rounds, search, seed, seconds };
}

/** The operators' rows as they would be with other prices. */
function reprice(measured: readonly Measured[], table: Table): Row[] {
  return measured.flatMap(({ operators, ...row }) => {
    if (operators === undefined) return [];
    const gas = operators.list.reduce((sum, { kind, effort }) => {
      const { products, writes, reads, runs } = effort;
      return sum + Math.ceil(gasOf(table[operators.profile][kind]!, [1, products, writes, reads, runs]));
    }, 0);
    return [{ ...row, gas }];
  });
}

function readMeasured(file: string): Measured[] {
  const { measured }: { readonly measured: Measured[] } = JSON.parse(readFileSync(file, 'utf8'));
  return measured;
}

function printSpreads(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  for (const profile of PROFILES) {
    console.log(spreadText(profile, spreadOf(rows.filter(({ kind }) => kind === profile))));
  }
  console.log(spreadText('all', spreadOf(rows)));
}

/** The search for the worst case, its table, and a failure if something exceeds the bound. */
async function runAdversary(seed: number, seconds: number, out: string | undefined): Promise<void> {
  const run = await searchAdversary(seed, seconds);
  for (const row of run.rows) console.log(rowText(row));
  console.log(`\n${run.tried} attacks drawn from seed ${seed}.`);
  if (out !== undefined) {
    const [description, load] = [describeRun(), currentLoad()];
    const result = { ...description, load, ...run };
    mkdirSync(out, { recursive: true });
    writeFileSync(`${out}/adversary.json`, `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(`${out}/adversary.md`, adversaryMarkdown(run, description, load));
  }
  const beyond = run.rows.filter((row) => nsPerGas(row) > MOST_NS_PER_GAS);
  if (beyond.length > 0)
    throw new Error(`${beyond.length} take more than ${MOST_NS_PER_GAS} ns for one gas.`);
}

async function main(): Promise<void> {
  const { quick, rounds, search, seed, seconds, out, from, write, adversary, help } = options();
  if (help) return console.log(USAGE);
  if (adversary) return runAdversary(seed, seconds, out);
  const measured = from === undefined ? await measureAll(rounds, quick) : readMeasured(from);
  const worst = await searchWorst(search);
  const rows: Row[] = [...measured, ...worst].map(({ kind, name, ns, gas }) => ({ kind, name, ns, gas }));
  console.log();
  for (const row of rows) console.log(rowText(row));

  const slowest = rows
    .filter(({ kind }) => kind === 'opcode')
    .reduce((a, b) => (nsPerGas(b) > nsPerGas(a) ? b : a));
  console.log(`\nSlowest ordinary opcode: ${slowest.name}, ${nsPerGas(slowest).toFixed(1)} ns/gas`);
  const isOperator = ({ kind }: Row) => PROFILES.some((profile) => profile === kind);
  printSpreads('Operators at the present prices, ns/gas', rows.filter(isOperator));
  const table = fitTable(measured);
  printSpreads('The same at prices fitted to this run', reprice(measured, table));

  if (out !== undefined) {
    const result = { ...describeRun(), rounds, measured, worst };
    mkdirSync(out, { recursive: true });
    writeFileSync(`${out}/gas.json`, `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(`${out}/gas.md`, markdownTable(rows));
    writeFileSync(`${out}/gas.svg`, drawGas(rows));
  }
  if (write) writeTable(table);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
