import { nsPerGas, type Row } from './row.ts';
import { spreadOf, spreadText } from './spread.ts';

const PROFILES = ['a16', 'a8', 'f32'];

/** The table for a reader of the repository. */
export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const time = row.ns < 1e6 ? `${(row.ns / 1e3).toFixed(1)} us` : `${(row.ns / 1e6).toFixed(2)} ms`;
    return `| ${row.kind} | ${row.name} | ${time} | ${row.gas} | ${nsPerGas(row).toFixed(1)} |`;
  });
  const spreads = PROFILES.map((profile) =>
    spreadText(profile, spreadOf(rows.filter(({ kind }) => kind === profile))),
  );
  return `# Time for gas

Written by \`npm run bench:gas -- --out bench/results\`; machine and versions are in gas.json. Processor time, the best of
all samples.

${spreads.map((line) => `- ${line}`).join('\n')}

| kind | what | time | gas | ns/gas |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
