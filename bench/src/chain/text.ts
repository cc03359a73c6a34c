import type { RunDescription } from '../inference/machine.ts';
import type { Goal, Row } from './report.ts';

/** Figures of a row as people read them; a dash where there is none. */
export function figuresOf(row: Row) {
  const { ratioToGeth } = row;
  const fixed = (value: number | undefined, digits: number) =>
    value === undefined
      ? '-'
      : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return {
    'tx/s': fixed(row.transactionsPerSecond, 0),
    'tx/s to geth': fixed(ratioToGeth?.transactionsPerSecond, 2),
    'CPU s per 1,000': fixed(row.cpuSecondsPer1000, 2),
    'CPU to geth': fixed(ratioToGeth?.cpuSeconds, 2),
    'resident MB': fixed(row.residentMB, 0),
    'of it own MB': fixed(row.ownMB, 0),
    'disk kB per 100': fixed(row.diskKBPer100, 0),
    'tx a block': fixed(row.transactionsPerBlock, 0),
  };
}

/** What a run was like. */
export interface Setting {
  /** As `madeBy` says. */
  readonly made: string;
  /** What each peer is, by its name. */
  readonly peers: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly transactions: number;
}

/** Of a machine over a run, of one minute. */
export interface LoadAverage {
  readonly least: number;
  readonly most: number;
}

/** How a run was made: the command, the day, the machine and what else it had to do. */
export function madeBy({ command, date, machine, versions }: RunDescription, load: LoadAverage): string {
  return (
    `Made by \`${command}\` on ${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${versions.node}. ` +
    `Load average ${load.least.toFixed(1)} to ${load.most.toFixed(1)}, of this and of whatever else the machine had to do: ` +
    'compare the ratios, which come of turns, rather than the figures.'
  );
}

/** A table of Markdown whose first column is text. */
export const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${heads.join(' | ')} |`,
  `| --- |${' ---: |'.repeat(heads.length - 1)}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
  '',
];

/** The run as a page of Markdown: how it was made, a table for each phase, the goals. */
export function toMarkdown(rows: readonly Row[], goals: readonly Goal[], setting: Setting): string {
  const { made, peers, rounds, transactions } = setting;
  const lines = [
    '# The chain, beside geth, anvil and Hardhat',
    '',
    made,
    '',
    `The same signed transactions for all: ${transactions} a phase, a fifth of that for contract creations, of 20 senders in turns; ${rounds} rounds, each phase on one peer after the other. One client sends batches of 100 over one HTTP connection and waits for each answer. Time is from the first request to the receipts of the last 20 transactions, the client's share included; processor time is that of the peer's processes until a quarter of a second later. The rules are Osaka's, the gas limit is 60,000,000.`,
    '',
    '![transactions a second and processor time of each peer](chain.svg)',
    '',
    ...tableOf(['peer', 'what it is'], Object.entries(peers)).map((line) => line.replace('---:', '---')),
    'A peer answers a batch when its transactions are in durable blocks (evm-ml in a data folder), in blocks (evm-ml in memory; anvil and Hardhat, told to mine after each batch) or in its pool (geth, which makes blocks beside). geth flushes nothing to the disk for a block, and writes most of its state when it ends.',
    '',
  ];
  for (const phase of new Set(rows.map((row) => row.phase))) {
    const own = rows.filter((row) => row.phase === phase);
    lines.push(`## ${phase[0]!.toUpperCase()}${phase.slice(1)}`, '');
    const cells = own.map((row) => [row.peer, ...Object.values(figuresOf(row))]);
    lines.push(...tableOf(['peer', ...Object.keys(figuresOf(own[0]!))], cells));
  }
  lines.push('Medians over the rounds; memory is the most of them, the disk that of all.', '');
  if (goals.length > 0) {
    const found = goals.map(({ goal, found, reached }) => [goal, found, reached ? 'reached' : 'not reached']);
    lines.push('## Goals', '', ...tableOf(['goal', 'found', ''], found));
  }
  return lines.join('\n');
}
