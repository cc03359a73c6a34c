import type { Row } from '../chain/report.ts';
import { tableOf } from '../chain/text.ts';
import type { ReadTimes } from './read-times.ts';

/** What one node with so many accounts did. */
export interface Grown {
  readonly accounts: number;
  /** From the start of the process until it answers. */
  readonly startSeconds: number;
  /** Bytes of the data folder before anything is sent. */
  readonly folderBytes: number;
  /** Medians over the rounds, one row for each phase. */
  readonly phases: readonly Row[];
  /** By what is read. */
  readonly reads: Readonly<Record<string, ReadTimes>>;
}

const number = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** One row for each thing that was measured, one column for each node. */
export function growthRows(grown: readonly Grown[]): { readonly heads: string[]; readonly rows: string[][] } {
  const [first] = grown;
  if (!first) return { heads: ['what'], rows: [] };
  const row = (what: string, of: (one: Grown) => string) => [what, ...grown.map(of)];
  const phaseOf = ({ phases }: Grown, name: string) => phases.find(({ phase }) => phase === name)!;
  return {
    heads: ['what', ...grown.map(({ accounts }) => `${number(accounts)} accounts`)],
    rows: [
      row('data folder, MB', ({ folderBytes }) => number(folderBytes / 1e6)),
      row('start, s', ({ startSeconds }) => number(startSeconds, 2)),
      ...first.phases.flatMap(({ phase }) => [
        row(`${phase} a second`, (one) => number(phaseOf(one, phase).transactionsPerSecond)),
        row(`${phase}, CPU s per 1,000`, (one) => number(phaseOf(one, phase).cpuSecondsPer1000 ?? 0, 2)),
        row(`${phase}, own memory, MB`, (one) => number(phaseOf(one, phase).ownMB ?? 0)),
        row(`${phase}, disk kB per 100`, (one) => number(phaseOf(one, phase).diskKBPer100 ?? 0)),
      ]),
      ...Object.keys(first.reads).map((what) =>
        row(`${what}, ms p50 / p99`, ({ reads }) => {
          const { p50, p99 } = reads[what]!;
          return `${number(p50, 2)} / ${number(p99, 2)}`;
        }),
      ),
    ],
  };
}

/** The run as a page of Markdown. @param made the command, the day, the machine, its load */
export function growthMarkdown(grown: readonly Grown[], made: string): string {
  const { heads, rows } = growthRows(grown);
  return [
    '# A state that grows',
    '',
    made,
    '',
    'This node in a data folder, archive, whose state holds so many accounts before the first transaction. They came in blocks of 20,000, executed and committed as any other, with trie, history and checksums; 128 empty blocks followed, so that what is measured prunes none of theirs. The transactions are those of [the chain beside others](chain.md), in turns; reads come one after the other over one connection. The old state is that before the first round: all that is asked of it has changed since, or lies among what has.',
    '',
    ...tableOf(heads, rows),
  ].join('\n');
}
