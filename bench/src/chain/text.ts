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

/** Tables in Markdown: one for each phase, then the goals. */
export function toMarkdown(rows: readonly Row[], goals: readonly Goal[]): string {
  const lines: string[] = [];
  for (const phase of new Set(rows.map((row) => row.phase))) {
    const own = rows.filter((row) => row.phase === phase);
    const heads = Object.keys(figuresOf(own[0]!));
    lines.push(`## ${phase[0]!.toUpperCase()}${phase.slice(1)}`, '');
    lines.push(`| peer | ${heads.join(' | ')} |`, `| --- |${' ---: |'.repeat(heads.length)}`);
    for (const row of own) lines.push(`| ${row.peer} | ${Object.values(figuresOf(row)).join(' | ')} |`);
    lines.push('');
  }
  if (goals.length > 0) {
    lines.push('## Goals', '', '| goal | found | |', '| --- | ---: | --- |');
    for (const { goal, found, reached } of goals)
      lines.push(`| ${goal} | ${found} | ${reached ? 'reached' : 'not reached'} |`);
    lines.push('');
  }
  return lines.join('\n');
}
