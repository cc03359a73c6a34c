import { type AttackReport, headOf, largestChanges, nameOf, percent, placeOf } from './report.ts';

const CHANGES = 3;

/** What attacks found, for a terminal. `shape`: of one example; `change`: the bound of each feature. */
export function attackText(
  report: AttackReport,
  shape: readonly number[],
  change: ArrayLike<number>,
): string {
  const lines = report.methods.map(({ method, fooled, robustAccuracy, sizes, queries }) => {
    const least = sizes.length === 0 ? '' : `; least change ${percent(sizes[0]!)} of the bounds`;
    const middle = sizes.length === 0 ? '' : `, median ${percent(sizes[Math.floor(sizes.length / 2)]!)}`;
    return `${nameOf(method, report)}: ${fooled} fooled, robust accuracy ${percent(robustAccuracy)}${least}${middle}; ${queries} questions`;
  });
  const worst = report.worst.map((one) => {
    const changes = largestChanges(one, change, CHANGES)
      .map(({ feature, from, to }) => `${placeOf(feature, shape)} ${short(from)} -> ${short(to)}`)
      .join(', ');
    return `sample ${one.sample}: ${one.from} -> ${one.to} with ${percent(one.size)} of the bounds (${one.method}); ${changes}`;
  });
  return [
    headOf(report),
    `accuracy ${percent(report.accuracy)}, robust accuracy ${percent(report.robustAccuracy)}`,
    ...lines,
    ...(worst.length === 0 ? [] : ['fooled with the least change:', ...worst]),
    '',
  ].join('\n');
}

const short = (number: number): string => Number(number.toPrecision(5)).toString();
