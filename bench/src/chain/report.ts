import type { Drive } from './drive.ts';

/** The rounds of one peer in one phase. */
export interface Measured {
  readonly phase: string;
  readonly peer: string;
  readonly rounds: readonly Drive[];
}

/** Medians over the rounds, if nothing else is said. */
export interface Row {
  readonly phase: string;
  readonly peer: string;
  readonly transactionsPerSecond: number;
  /** Seconds of processor time; undefined where the system does not tell. */
  readonly cpuSecondsPer1000: number | undefined;
  /** MB (10^6 bytes) of resident pages after the phase, the most of all rounds; of them those of the process alone. */
  readonly residentMB: number | undefined;
  readonly ownMB: number | undefined;
  /** kB (10^3 bytes) by which the data folder grew for 100 transactions, over all rounds; undefined in memory. */
  readonly diskKBPer100: number | undefined;
  readonly transactionsPerBlock: number;
  /** Each of the above over that of the baseline in this phase; undefined without a baseline. */
  readonly ratioToGeth: Ratio | undefined;
}

/** This peer's figure over geth's. */
export interface Ratio {
  /** Above 1: more transactions a second than geth. */
  readonly transactionsPerSecond: number;
  /** Below 1: less processor time than geth. */
  readonly cpuSeconds: number | undefined;
  readonly resident: number | undefined;
}

/** The middle value, the mean of the two in the middle. @throws RangeError for no values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('there is no median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One row for each phase and peer, in the order in which they were measured. */
export function summarize(measured: readonly Measured[], baseline: string): Row[] {
  const rows = measured.map(summarizeOne);
  return rows.map((row) => {
    const base = rows.find(({ phase, peer }) => phase === row.phase && peer === baseline);
    return { ...row, ratioToGeth: base && ratioOf(row, base) };
  });
}

function summarizeOne({ phase, peer, rounds }: Measured): Omit<Row, 'ratioToGeth'> {
  const of = (figure: (drive: Drive) => number) => median(rounds.map(figure));
  const sum = (figure: (drive: Drive) => number) => rounds.reduce((all, drive) => all + figure(drive), 0);
  const known = (value: number) => (value > 0 ? value : undefined);
  const isKept = rounds.every(({ diskBytes }) => diskBytes !== undefined);
  return {
    phase,
    peer,
    transactionsPerSecond: of(({ transactions, seconds }) => transactions / seconds),
    cpuSecondsPer1000: known(of(({ cpuSeconds, transactions }) => (cpuSeconds / transactions) * 1_000)),
    residentMB: known(Math.max(...rounds.map(({ residentBytes }) => residentBytes / 1e6))),
    ownMB: known(Math.max(...rounds.map(({ ownBytes }) => ownBytes / 1e6))),
    // Files grow by leaps, which a median would take for all or nothing.
    diskKBPer100: isKept
      ? (sum(({ diskBytes = 0 }) => diskBytes) / sum(({ transactions }) => transactions)) * 0.1
      : undefined,
    transactionsPerBlock: of(({ transactions, blocks }) => transactions / blocks),
  };
}

function ratioOf(row: Omit<Row, 'ratioToGeth'>, base: Omit<Row, 'ratioToGeth'>): Ratio {
  const over = (one: number | undefined, other: number | undefined) =>
    one === undefined || other === undefined ? undefined : one / other;
  return {
    transactionsPerSecond: row.transactionsPerSecond / base.transactionsPerSecond,
    cpuSeconds: over(row.cpuSecondsPer1000, base.cpuSecondsPer1000),
    resident: over(row.residentMB, base.residentMB),
  };
}

/** One thing that is to be so. */
export interface Goal {
  readonly goal: string;
  readonly found: string;
  readonly reached: boolean;
}

/** What this node is to reach, as far as the run tells; `ours` is the peer that keeps its chain and its history. */
export function goalsOf(rows: readonly Row[], ours: string): Goal[] {
  const own = rows.filter(({ peer }) => peer === ours);
  const goals: Goal[] = [];
  const add = (goal: string, value: number | undefined, isReached: (value: number) => boolean, unit = '') => {
    if (value === undefined) return;
    goals.push({ goal, found: `${value.toFixed(unit ? 0 : 2)}${unit}`, reached: isReached(value) });
  };
  for (const { phase, ratioToGeth } of own.filter(({ phase }) => phase.startsWith('transfers'))) {
    add(`${phase} a second: at least geth's`, ratioToGeth?.transactionsPerSecond, (ratio) => ratio >= 1);
    add(`${phase}, processor time: at most geth's`, ratioToGeth?.cpuSeconds, (ratio) => ratio <= 1);
  }
  for (const { ratioToGeth } of own.filter(({ phase }) => phase.startsWith('ERC-20')))
    add(
      "ERC-20 transfers a second: at least 0.7 of geth's",
      ratioToGeth?.transactionsPerSecond,
      (ratio) => ratio >= 0.7,
    );
  const resident = own.flatMap(({ residentMB = [] }) => residentMB);
  add(
    'memory: below 300 MB',
    resident.length > 0 ? Math.max(...resident) : undefined,
    (mb) => mb < 300,
    ' MB',
  );
  const disk = own.find(({ phase }) => phase === 'transfers to new accounts')?.diskKBPer100;
  add('100 transfers to new accounts: at most 60 kB with history', disk, (kb) => kb <= 60, ' kB');
  return goals;
}
