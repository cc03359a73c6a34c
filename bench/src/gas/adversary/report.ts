import { loadavg } from 'node:os';
import type { RunDescription } from '../../inference/machine.ts';
import { nsPerGas } from '../row.ts';
import type { AdversaryRun } from './search.ts';

/** What nothing may exceed: the slowest ordinary opcode of this EVM, spec/gas.md. */
export const MOST_NS_PER_GAS = 400;

/** Processes that wanted a processor while it ran: above the number of processors, times are longer than alone. */
export const currentLoad = (): number => Math.round(loadavg()[0]! * 10) / 10;

/** The table for a reader of the repository. */
export function adversaryMarkdown(
  run: AdversaryRun,
  { machine, date }: RunDescription,
  load: number,
): string {
  const timed = Object.values(run.timed).reduce((a, b) => a + b, 0);
  const lines = run.rows.map((row) => {
    const time = row.ns < 1e6 ? `${(row.ns / 1e3).toFixed(1)} us` : `${(row.ns / 1e6).toFixed(2)} ms`;
    return `| ${row.kind} | ${row.name} | ${time} | ${row.gas} | ${nsPerGas(row).toFixed(1)} |`;
  });
  return `# The most time for gas

Written by \`npm run bench:gas -- --adversary --seed ${run.seed} --seconds ${run.seconds} --out bench/results\` on ${date.slice(0, 10)}
(${machine.cpu}, ${machine.cores} cores; ${load} processes wanted them, so that figures are above those of an idle machine).
${run.tried} attacks drawn, ${timed} of them valid and timed; of each kind the worst one found. Processor time, the
best of several samples. Nothing may take more than ${MOST_NS_PER_GAS} ns for one gas.

| what | the worst of it | time | gas | ns/gas |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
