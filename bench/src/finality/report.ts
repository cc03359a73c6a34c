import { type LoadAverage, madeBy } from '../chain/text.ts';
import type { RunDescription } from '../inference/machine.ts';
import type { Kind, Subject } from './subject.ts';

/** One round of one subject. */
export interface Measured {
  /** Milliseconds from sending to the receipt, one after another. */
  readonly latencies: number[];
  readonly phases: { kind: Kind; transactions: number; seconds: number; processorSeconds: number }[];
  /** Processor seconds a second, of all its processes, while nothing is sent. */
  readonly idle: number;
}

/** What all rounds of a subject come to; undefined where it does not do such a thing. */
export interface Row {
  readonly name: string;
  readonly says: string;
  /** Milliseconds from sending to the receipt. */
  readonly p50: number;
  readonly p99: number;
  readonly transfersPerSecond: number | undefined;
  readonly predictionsPerSecond: number | undefined;
  /** Processor milliseconds of all processes for one. */
  readonly processorPerTransfer: number | undefined;
  readonly processorPerPrediction: number | undefined;
  /** Share of a core while nothing is sent. */
  readonly idle: number;
}

function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

export function summarize({ name, says }: Subject, rounds: readonly Measured[]): Row {
  const latencies = rounds.flatMap((round) => round.latencies);
  const of = (kind: Kind) => rounds.flatMap(({ phases }) => phases.filter((phase) => phase.kind === kind));
  const rate = (kind: Kind) => median(of(kind).map(({ transactions, seconds }) => transactions / seconds));
  const processor = (kind: Kind) =>
    median(of(kind).map(({ transactions, processorSeconds }) => (1_000 * processorSeconds) / transactions));
  return {
    name,
    says,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    transfersPerSecond: rate('transfers'),
    predictionsPerSecond: rate('predictions'),
    processorPerTransfer: processor('transfers'),
    processorPerPrediction: processor('predictions'),
    idle: median(rounds.map(({ idle }) => idle))!,
  };
}

/** A row as people read it; a dash where there is none. */
export function cellsOf(row: Row): Readonly<Record<string, string>> {
  const fixed = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '-';
  return {
    'p50 ms': fixed(row.p50, 0),
    'p99 ms': fixed(row.p99, 0),
    'transfers/s': fixed(row.transfersPerSecond, 0),
    'predictions/s': fixed(row.predictionsPerSecond, 0),
    'CPU ms a transfer': fixed(row.processorPerTransfer, 2),
    'CPU ms a prediction': fixed(row.processorPerPrediction, 2),
    'idle, % of a core': fixed(100 * row.idle, 0),
  };
}

export function toMarkdown(
  rows: readonly Row[],
  { one, all }: { one: number; all: number },
  run: RunDescription,
  load: LoadAverage,
): string {
  const heads = Object.keys(cellsOf(rows[0]!));
  return [
    '# Several validators beside one, and beside the engine alone',
    '',
    madeBy(run, load),
    '',
    `| | ${heads.join(' | ')} |`,
    `| --- |${heads.map(() => ' ---: |').join('')}`,
    ...rows.map((row) => `| ${row.name} | ${Object.values(cellsOf(row)).join(' | ')} |`),
    '',
    ...rows.map(({ name, says }) => `- \`${name}\`: ${says}`),
    `- After SIGKILL of one member (node, engine, supervisor) all agree again after ${one.toFixed(1)} s, of all members after ${all.toFixed(1)} s.`,
    '- p50 and p99 are from sending one transfer to its receipt at the same node, one after another; the rest is many at once, to all nodes. Processor time is that of all processes of a row. All run on one machine.',
    '',
  ].join('\n');
}
