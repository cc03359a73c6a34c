import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Profile } from '@evm-ml/quantized-runtime';
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
Time for gas, by "vitest bench": every operator in every profile, whole networks, loading, and this EVM's own opcodes
and precompiles in the same process. Then a search for the worst case, and prices that fit better.
  --quick            shorter samples
  --rounds N         best of N processes (default 1)
  --search SECONDS   look for the operator with the most time for its gas (default 30)
  --out FOLDER       writes gas.json, gas.md and gas.svg there
  --from FILE        takes the times from a gas.json instead of measuring
  --write            puts the fitted prices into the source and their digest into the specification`;

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
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [rounds, seconds] = [Number(values.rounds), Number(values.search)];
  if (!(seconds >= 0) || !Number.isInteger(rounds) || rounds < 1) throw new Error(USAGE);
  return { ...values, rounds, seconds };
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

async function main(): Promise<void> {
  const { quick, rounds, seconds, out, from, write, help } = options();
  if (help) return console.log(USAGE);
  const measured = from === undefined ? await measureAll(rounds, quick) : readMeasured(from);
  const worst = await searchWorst(seconds);
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
