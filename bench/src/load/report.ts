import type { Check } from './checks.ts';
import type { Ledger } from './ledger.ts';
import type { Vitals } from './node-child.ts';

/** The node's process at one time of the run. */
export interface Sample extends Vitals {
  /** Seconds since the start. */
  readonly second: number;
  readonly blocks: number;
  readonly transactions: number;
}

export interface Outcome {
  readonly seconds: number;
  readonly blocks: number;
  readonly transactions: number;
  readonly samples: readonly Sample[];
  readonly checks: readonly Check[];
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (
  head: readonly string[],
  align: readonly string[],
  rows: readonly (readonly (string | number)[])[],
) => [row(head), row(align), ...rows.map(row)].join('\n');
const ms = (value: number) => value.toFixed(1);

/** The whole outcome as Markdown. */
export function describeOutcome(outcome: Outcome, ledger: Ledger, made: string): string {
  const { seconds, blocks, transactions, samples, checks } = outcome;
  const perSecond = (count: number) => (count / seconds).toFixed(1);
  const every = Math.max(1, Math.floor(samples.length / 15));
  return `# A node under load

${made}

${Math.round(seconds)} seconds: ${ledger.answered} requests answered (${perSecond(ledger.answered)} a second), ${transactions} transactions (${perSecond(transactions)} a second) in ${blocks} blocks. ${ledger.expected} errors were asked for, ${ledger.unexpected} were not.

${table(
  ['what has to be so', 'found', ''],
  ['---', '---', '---'],
  checks.map(({ what, found, passed }) => [what, found, passed ? 'passed' : 'FAILED']),
)}

## Memory

![memory](load.svg)

${table(
  ['minute', 'blocks', 'heap, MB', 'own memory, MB', 'mapped files, MB', 'resident, MB', 'sockets'],
  ['---:', '---:', '---:', '---:', '---:', '---:', '---:'],
  samples
    .filter((_, i) => i % every === 0 || i === samples.length - 1)
    .map((s) => [
      (s.second / 60).toFixed(1),
      s.blocks,
      ...[s.heapMB, s.anonymousMB, s.mappedMB, s.residentMB, s.sockets].map(Math.round),
    ]),
)}

## Latency

From request to answer; a sent transaction is answered when its block is on the disk.

${table(
  ['method', 'requests', 'p50, ms', 'p99, ms', 'longest, ms'],
  ['---', '---:', '---:', '---:', '---:'],
  ledger.latencies().map(({ method, count, p50, p99, max }) => [method, count, ms(p50), ms(p99), ms(max)]),
)}

## Errors

${table(
  ['kind', 'asked for', 'not asked for'],
  ['---', '---:', '---:'],
  ledger.errorsByKind().map(({ kind, expected, unexpected }) => [kind, expected, unexpected]),
)}
${
  ledger.unexpectedInWords().length > 0
    ? `\n${ledger
        .unexpectedInWords()
        .map((line) => `- ${line}`)
        .join('\n')}\n`
    : ''
}`;
}
