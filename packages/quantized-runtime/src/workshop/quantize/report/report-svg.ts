import {
  type Block,
  bar,
  type Cell,
  COLOURS,
  type Column,
  drawPicture,
  formatNumber,
  INK,
  innerWidth,
  type LegendEntry,
  legend,
  linearScale,
  paragraph,
  plane,
  type Scale,
  type Shape,
  stackBlocks,
  table,
  tick,
} from '@evm-ml/chart';
import { measuredOn, profileOf, type QuantizeReport, type ValueReport } from './report.ts';

const WIDTH = 1000;
/** Decibels beyond which nobody looks. */
const MOST_DECIBELS = 140;
/** Share of a range that rounding may take from its ends. */
const LEEWAY = 0.01;

/** Decibels below which a value is coloured so. */
const GRADES = [
  { below: 20, colour: COLOURS.red, says: 'below 20 dB: more than a tenth of the signal is noise' },
  { below: 30, colour: COLOURS.yellow, says: '20 to 30 dB' },
  { below: Number.POSITIVE_INFINITY, colour: COLOURS.blue, says: '30 dB and more' },
] as const;
const EXACT = '#6f8fa3';

/** A value of the network; its layer is named once for all that it writes. */
interface Line {
  readonly value: ValueReport;
  readonly isFirst: boolean;
}

/**
 * The report as a picture: what every value of the network lost, first all at a glance, then one line each with its
 * signal-to-noise ratio, its largest error, and how much of the range that its integers hold the samples used.
 */
export function reportSvg(report: QuantizeReport): string {
  const { profile, values } = report;
  const width = innerWidth(WIDTH);
  const scale = linearScale([60, ...values.map(({ snr }) => Math.min(snr ?? 0, MOST_DECIBELS))]);
  const lines = values.map((value, i) => ({ value, isFirst: value.layer !== values[i - 1]?.layer }));
  return drawPicture({
    title: `What profile ${profile} lost`,
    width: WIDTH,
    blocks: [
      ...drawHead(report, width),
      drawOverview(values, scale, width),
      ...drawLegends(report, width),
      table(columnsOf(report, scale), [{ rows: lines }], width),
    ],
  });
}

function drawHead(report: QuantizeReport, width: number): Block[] {
  const { examples, parameters, outputs, notices } = report;
  const size = `${parameters.toLocaleString('en-US')} parameters`;
  const lines = outputs.slice(0, 1).map(({ name, maxError, agreement, isText }) => {
    const same = agreement === null ? '' : `, same largest element in ${(100 * agreement).toFixed(1)} %`;
    const more = outputs.length > 1 ? `; and ${outputs.length - 1} more` : '';
    if (isText) return `Output ${name}: same text in ${(100 * (agreement ?? 1)).toFixed(1)} %${more}`;
    return `Output ${name}: at most ${formatNumber(maxError)} from the float network${same}${more}`;
  });
  const sentences = [`Ranges from ${examples} examples, errors on ${measuredOn(report)}; ${size}.`, ...lines];
  return [
    paragraph(`What profile ${profileOf(report)} lost`, width, { size: 20, bold: true }),
    stackBlocks(
      sentences.map((sentence) => paragraph(sentence, width, { colour: INK.quiet })),
      2,
    ),
    ...notices.map((sentence) => paragraph(`Notice: ${sentence}`, width)),
  ];
}

function drawOverview(values: readonly ValueReport[], scale: Scale, width: number): Block {
  return plane({
    width,
    height: 130,
    x: {
      label: 'inputs left, outputs right',
      scale: linearScale([values.length], 'exact'),
      format: () => '',
    },
    y: { label: 'signal-to-noise ratio in dB', scale, format: formatNumber },
    series: [
      {
        as: 'dots',
        colour: EXACT,
        points: values.map((value, i) => ({
          x: i + 0.5,
          y: value.snr ?? scale.to,
          colour: colourOf(value),
          hollow: value.snr === null,
          title: `${value.layer} (${value.op}): ${decibels(value)}`,
        })),
      },
    ],
  });
}

function drawLegends({ values }: QuantizeReport, width: number): Block[] {
  const grades = GRADES.map(({ colour, says }) => ({ mark: 'dot' as const, colour, says }));
  const losses: LegendEntry[] = [...grades, { mark: 'ring', colour: EXACT, says: 'exact' }];
  const ranges: LegendEntry[] = [
    { mark: 'bar', colour: EXACT, says: 'range seen' },
    { mark: 'bar', colour: COLOURS.pale, says: 'held but not seen' },
    { mark: 'bar', colour: COLOURS.red, says: 'seen but not held, hence cut off' },
    { mark: 'line', colour: INK.text, says: 'zero' },
  ];
  return [legend(losses, width), ...(holdsRanges(values) ? [legend(ranges, width)] : [])];
}

/** `f32` holds every number; its values have no range. */
function holdsRanges(values: readonly ValueReport[]): boolean {
  return values.some(({ held }) => held !== null);
}

function columnsOf({ values }: QuantizeReport, scale: Scale): Column<Line>[] {
  const range: Column<Line> = {
    kind: 'plot',
    head: 'range seen in range held',
    weight: 0.5,
    draw: ({ value }, cell) => drawRange(value, cell),
  };
  return [
    { kind: 'text', head: 'layer', text: ({ value, isFirst }) => (isFirst ? value.layer : '') },
    { kind: 'text', head: 'operator', colour: INK.quiet, text: ({ value }) => value.op },
    {
      kind: 'plot',
      head: 'signal-to-noise ratio in dB',
      axis: { scale, format: formatNumber },
      draw: ({ value }, cell) => {
        return [bar(cell, 0, value.snr ?? scale.to, { colour: colourOf(value), hollow: value.snr === null })];
      },
    },
    {
      kind: 'text',
      head: 'dB',
      align: 'right',
      text: ({ value }) => (value.snr === null ? 'exact' : value.snr.toFixed(1)),
    },
    {
      kind: 'text',
      head: 'largest error',
      align: 'right',
      colour: INK.quiet,
      text: ({ value }) => formatNumber(value.maxError),
    },
    ...(holdsRanges(values) ? [range] : []),
  ];
}

/** A light bar for what the integers hold, a dark one for what was seen, a tick at zero; red ends cut something off. */
function drawRange({ seen, held }: ValueReport, cell: Cell): Shape[] {
  if (!held || !(held.max > held.min)) return [];
  const span = held.max - held.min;
  const share = (real: number): number => (real - held.min) / span;
  const red = { colour: COLOURS.red, inset: 3 };
  return [
    bar(cell, 0, 1, { colour: COLOURS.pale, inset: 5 }),
    bar(cell, share(seen.min), share(seen.max), { colour: EXACT, inset: 5 }),
    tick(cell, share(0), { colour: INK.text }),
    ...(seen.min < held.min - LEEWAY * span ? [bar(cell, 0, 0.02, red)] : []),
    ...(seen.max > held.max + LEEWAY * span ? [bar(cell, 0.98, 1, red)] : []),
  ];
}

function colourOf({ snr }: ValueReport): string {
  if (snr === null) return EXACT;
  return GRADES.find(({ below }) => snr < below)?.colour ?? COLOURS.blue;
}

function decibels({ snr }: ValueReport): string {
  return snr === null ? 'exact' : `${snr.toFixed(1)} dB`;
}
