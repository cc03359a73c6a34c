import {
  bar,
  COLOURS,
  drawPicture,
  formatNumber,
  INK,
  innerWidth,
  legend,
  linearScale,
  paragraph,
  plane,
  type Series,
  table,
} from '@evm-ml/chart';
import {
  type AttackReport,
  type FooledSample,
  headOf,
  largestChanges,
  type MethodReport,
  nameOf,
  percent,
  placeOf,
} from './report.ts';

const WIDTH = 900;
const METHOD_COLOURS = { gradient: COLOURS.red, query: COLOURS.blue } as const;

/** What attacks found as a picture: accuracy over how much may change, and what needed least. Arguments as attackText. */
export function attackSvg(report: AttackReport, shape: readonly number[], change: ArrayLike<number>): string {
  const width = innerWidth(WIDTH);
  const head = `Accuracy ${percent(report.accuracy)}, robust accuracy ${percent(report.robustAccuracy)}`;
  const share = linearScale([0, 100]);
  return drawPicture({
    title: head,
    width: WIDTH,
    blocks: [
      paragraph(head, width, { size: 20, bold: true }),
      paragraph(headOf(report), width, { colour: INK.quiet }),
      plane({
        width,
        height: 200,
        x: { label: 'share of the bounds that is used, %', scale: share, format: formatNumber },
        y: { label: 'decided rightly, %', scale: share, format: formatNumber },
        series: report.methods.map((method) => curveOf(method, report)),
      }),
      legend(
        report.methods.map(({ method }) => ({
          mark: 'line',
          colour: METHOD_COLOURS[method],
          says: nameOf(method, report),
        })),
        width,
      ),
      ...(report.worst.length === 0 ? [] : [drawWorst(report, shape, change, width)]),
    ],
  });
}

/** Steps down wherever one more sample is fooled. */
function curveOf({ method, sizes }: MethodReport, { accuracy, samples }: AttackReport): Series {
  const points = sizes.flatMap((size, i) => {
    const [before, after] = [i, i + 1].map((fooled) => 100 * (accuracy - fooled / samples));
    return [
      { x: 100 * size, y: before! },
      { x: 100 * size, y: Math.max(0, after!) },
    ];
  });
  const end = { x: 100, y: points.at(-1)?.y ?? 100 * accuracy };
  return {
    as: 'line',
    colour: METHOD_COLOURS[method],
    points: [{ x: 0, y: 100 * accuracy }, ...points, end],
  };
}

function drawWorst(report: AttackReport, shape: readonly number[], change: ArrayLike<number>, width: number) {
  const scale = linearScale([0, 100]);
  return table<FooledSample>(
    [
      { kind: 'text', head: 'sample', align: 'right', text: ({ sample }) => `${sample}` },
      { kind: 'text', head: 'decision', text: ({ from, to }) => `${from} -> ${to}` },
      {
        kind: 'plot',
        head: 'share of the bounds that fooled, %',
        axis: { scale, format: formatNumber },
        draw: ({ size, method }, cell) => [bar(cell, 0, 100 * size, { colour: METHOD_COLOURS[method] })],
      },
      {
        kind: 'text',
        head: 'largest change',
        colour: INK.quiet,
        text: (one) =>
          largestChanges(one, change, 1)
            .map(({ feature, from, to }) => {
              return `${placeOf(feature, shape)} ${formatNumber(from)} -> ${formatNumber(to)}`;
            })
            .join(''),
      },
    ],
    [{ rows: report.worst }],
    width,
  );
}
