import type { Fidelity } from './measure.ts';

const HEAD = [
  'network',
  'profile',
  'examples',
  'bytes',
  'Keras %',
  'accuracy %',
  'points lost',
  'same class %',
  'max error',
  'relative error',
];

/** The results as a Markdown table. */
export function fidelityTable(results: readonly Fidelity[]): string {
  const rows = results.map((result) => [
    result.network,
    result.profile,
    String(result.examples),
    String(result.artefactBytes),
    result.kerasAccuracy.toFixed(2),
    result.accuracy.toFixed(2),
    result.loss.toFixed(3),
    result.agreement.toFixed(3),
    result.maxError.toExponential(1),
    result.relativeError.toExponential(1),
  ]);
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Each profile against what it should reach; true where it does. */
export function fidelityTargets(results: readonly Fidelity[]): { target: string; reached: boolean }[] {
  const of = (profile: string): readonly Fidelity[] => results.filter((result) => result.profile === profile);
  const worst = (list: readonly Fidelity[], pick: (result: Fidelity) => number): number =>
    list.reduce((most, result) => Math.max(most, pick(result)), Number.NEGATIVE_INFINITY);
  const [a16, a8, f32] = [of('a16'), of('a8'), of('f32')];
  const average = a8.reduce((sum, { loss }) => sum + loss, 0) / Math.max(a8.length, 1);
  return [
    { target: 'a16 loses at most 0.02 points', reached: worst(a16, ({ loss }) => loss) <= 0.02 },
    {
      target: 'a16 agrees on at least 99.9 % of top classes',
      reached: worst(a16, ({ agreement }) => -agreement) <= -99.9,
    },
    { target: 'a8 loses at most 0.1 points on average', reached: average <= 0.1 },
    { target: 'a8 loses at most 0.3 points at worst', reached: worst(a8, ({ loss }) => loss) <= 0.3 },
    {
      target: 'f32 differs by at most 1e-5, relatively',
      reached: worst(f32, ({ relativeError }) => relativeError) <= 1e-5,
    },
  ];
}
