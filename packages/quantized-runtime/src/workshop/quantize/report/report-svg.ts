import type { QuantizeReport, ValueReport } from './report.ts';
import { escapeXml, fitText, pixels, short } from './svg-text.ts';

const WIDTH = 1000;
const MARGIN = 24;
/** The overview: every value as a dot, from the inputs on the left to the outputs on the right. */
const OVERVIEW = { top: 112, height: 130, left: 64, right: WIDTH - MARGIN };
const LIST_TOP = OVERVIEW.top + OVERVIEW.height + 84;
const ROW = 16;
/** Left ends (and widths) of the columns of the list. */
const COLUMNS = {
  layer: MARGIN,
  op: 296,
  bar: 388,
  barWidth: 300,
  snr: 744,
  error: 820,
  range: 840,
  rangeWidth: 136,
};

const INK = { text: '#1f2933', quiet: '#6b7785', line: '#e3e8ee', stripe: '#f7f9fb', held: '#d5dde6' };
/** Decibels below which a value is coloured so. */
const GRADES = [
  { below: 20, colour: '#c8553d', says: 'below 20 dB: more than a tenth of the signal is noise' },
  { below: 30, colour: '#e0a030', says: '20 to 30 dB' },
  { below: Number.POSITIVE_INFINITY, colour: '#3b7ea1', says: '30 dB and more' },
] as const;
const EXACT = '#8aa4b5';

/**
 * The report as a picture: what every value of the network lost, first all at a glance, then one line each with its
 * signal-to-noise ratio, its largest error, and how much of the range that its integers hold the samples used.
 */
export function reportSvg(report: QuantizeReport): string {
  const height = LIST_TOP + report.values.length * ROW + 40;
  const full = fullScale(report.values);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="${INK.text}">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...drawHead(report),
    ...drawOverview(report.values, full),
    ...drawListHead(report, full, height),
    ...report.values.flatMap((value, index) => drawRow(value, report.values[index - 1], index, full)),
    '</svg>',
    '',
  ].join('\n');
}

/** Decibels at the end of the scale: a multiple of 20 that no value exceeds, 140 at most. */
function fullScale(values: readonly ValueReport[]): number {
  const highest = values.reduce((most, { snr }) => Math.max(most, snr ?? 0), 60);
  return Math.min(Math.ceil(highest / 20) * 20, 140);
}

function drawHead(report: QuantizeReport): string[] {
  const { profile, measured, examples, parameters, outputs } = report;
  const size = `${parameters.toLocaleString('en-US')} parameters`;
  const lines = outputs.slice(0, 1).map(({ name, maxError, agreement }) => {
    const same = agreement === null ? '' : `, same largest element in ${(100 * agreement).toFixed(1)} %`;
    return `Output ${fitText(name, 40)}: at most ${short(maxError)} from the float network${same}`;
  });
  const more = outputs.length > 1 ? `; and ${outputs.length - 1} more` : '';
  return [
    text(MARGIN, 34, `What profile ${profile} lost`, 'font-size="20" font-weight="bold"'),
    text(
      MARGIN,
      54,
      `Ranges from ${examples} examples, errors from ${measured}; ${size}`,
      `fill="${INK.quiet}"`,
    ),
    text(MARGIN, 72, lines.join('; ') + more, `fill="${INK.quiet}"`),
  ];
}

function drawOverview(values: readonly ValueReport[], full: number): string[] {
  const { top, height, left, right } = OVERVIEW;
  const y = (snr: number): number => top + height - share(snr, full) * height;
  const step = (right - left) / Math.max(values.length, 1);
  const radius = Math.min(Math.max(step * 0.42, 1.2), 4);
  const grid = ticks(full).flatMap((snr) => [
    line(left, y(snr), right, y(snr)),
    text(left - 8, y(snr) + 4, `${snr}`, `text-anchor="end" fill="${INK.quiet}"`),
  ]);
  const dots = values.map((value, index) => {
    const x = left + (index + 0.5) * step;
    const title = `<title>${escapeXml(`${value.layer} (${value.op}): ${decibels(value)}`)}</title>`;
    const place = `cx="${pixels(x)}" cy="${pixels(y(value.snr ?? full))}" r="${pixels(radius)}"`;
    return value.snr === null
      ? `<circle ${place} fill="#ffffff" stroke="${EXACT}">${title}</circle>`
      : `<circle ${place} fill="${colourOf(value)}">${title}</circle>`;
  });
  return [
    text(MARGIN, top - 14, 'Signal-to-noise ratio in dB, inputs left, outputs right', 'font-weight="bold"'),
    ...grid,
    ...dots,
    ...drawLegend(top + height + 24),
  ];
}

function drawLegend(y: number): string[] {
  let x = OVERVIEW.left;
  return GRADES.flatMap(({ colour, says }) => {
    const parts = [
      `<circle cx="${x}" cy="${y - 4}" r="4" fill="${colour}"/>`,
      text(x + 9, y, says, `fill="${INK.quiet}"`),
    ];
    x += 40 + says.length * 5.6;
    return parts;
  });
}

function drawListHead(report: QuantizeReport, full: number, height: number): string[] {
  const y = LIST_TOP - 22;
  const head = (x: number, label: string, anchor = 'start'): string =>
    text(x, y, label, `font-weight="bold" text-anchor="${anchor}"`);
  const grid = ticks(full).flatMap((snr) => {
    const x = COLUMNS.bar + share(snr, full) * COLUMNS.barWidth;
    return [
      line(x, LIST_TOP - 4, x, height - 30),
      text(x, LIST_TOP - 8, `${snr}`, `text-anchor="middle" fill="${INK.quiet}" font-size="9"`),
    ];
  });
  const held = report.profile === 'f32' ? [] : [head(COLUMNS.range, 'range seen in range held')];
  return [
    head(COLUMNS.layer, 'layer'),
    head(COLUMNS.op, 'operator'),
    head(COLUMNS.bar, 'signal-to-noise ratio'),
    head(COLUMNS.snr, 'dB', 'end'),
    head(COLUMNS.error, 'max error', 'end'),
    ...held,
    ...grid,
  ];
}

/** The layer's name stands once for all values that it writes. */
function drawRow(value: ValueReport, before: ValueReport | undefined, index: number, full: number): string[] {
  const y = LIST_TOP + index * ROW;
  const base = y + 11;
  const length = share(value.snr ?? full, full) * COLUMNS.barWidth;
  const bar = `x="${COLUMNS.bar}" y="${y + 3}" width="${pixels(length)}" height="${ROW - 6}" rx="2"`;
  const name = before?.layer === value.layer ? '' : fitText(value.layer, 44);
  const stripe =
    index % 2 === 0
      ? `<rect x="${MARGIN - 8}" y="${y}" width="${WIDTH - 2 * MARGIN + 16}" height="${ROW}" fill="${INK.stripe}"/>`
      : '';
  return [
    stripe,
    name && `<g>${text(COLUMNS.layer, base, name)}<title>${escapeXml(value.layer)}</title></g>`,
    text(COLUMNS.op, base, value.op, `fill="${INK.quiet}"`),
    value.snr === null
      ? `<rect ${bar} fill="none" stroke="${EXACT}" stroke-dasharray="2 3"/>`
      : `<rect ${bar} fill="${colourOf(value)}"/>`,
    text(COLUMNS.snr, base, value.snr === null ? 'exact' : value.snr.toFixed(1), 'text-anchor="end"'),
    text(COLUMNS.error, base, short(value.maxError), `text-anchor="end" fill="${INK.quiet}"`),
    ...drawRange(value, y),
  ].filter((part) => part !== '');
}

/** Share of a range that rounding may take from its ends. */
const LEEWAY = 0.01;

/** A light bar for what the integers hold, a dark one for what was seen, a tick at zero; red ends cut something off. */
function drawRange({ seen, held, snr }: ValueReport, y: number): string[] {
  if (!held || !(held.max > held.min)) return [];
  const { range, rangeWidth } = COLUMNS;
  const span = held.max - held.min;
  const x = (real: number): number => {
    const place = (real - held.min) / span;
    return range + Math.min(Math.max(place, 0), 1) * rangeWidth;
  };
  const [low, high] = [x(seen.min), x(seen.max)];
  const colour = snr === null ? EXACT : GRADES[2].colour;
  const cuts = [
    seen.min < held.min - LEEWAY * span && range,
    seen.max > held.max + LEEWAY * span && range + rangeWidth,
  ];
  return [
    `<rect x="${range}" y="${y + 5}" width="${rangeWidth}" height="${ROW - 10}" rx="2" fill="${INK.held}"/>`,
    `<rect x="${pixels(low)}" y="${y + 5}" width="${pixels(Math.max(high - low, 1))}" height="${ROW - 10}" rx="2" fill="${colour}"/>`,
    `<line x1="${pixels(x(0))}" y1="${y + 3}" x2="${pixels(x(0))}" y2="${y + ROW - 3}" stroke="${INK.text}" stroke-width="0.7"/>`,
    ...cuts
      .filter((end) => end !== false)
      .map(
        (end) =>
          `<rect x="${end - 1.5}" y="${y + 3}" width="3" height="${ROW - 6}" fill="${GRADES[0].colour}"/>`,
      ),
  ];
}

function ticks(full: number): number[] {
  return Array.from({ length: full / 20 + 1 }, (_, i) => i * 20);
}

function share(snr: number, full: number): number {
  return Math.min(Math.max(snr / full, 0), 1);
}

function colourOf({ snr }: ValueReport): string {
  return GRADES.find(({ below }) => (snr ?? Number.POSITIVE_INFINITY) < below)?.colour ?? GRADES[2].colour;
}

function decibels({ snr }: ValueReport): string {
  return snr === null ? 'exact' : `${snr.toFixed(1)} dB`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${pixels(x1)}" y1="${pixels(y1)}" x2="${pixels(x2)}" y2="${pixels(y2)}" stroke="${INK.line}"/>`;
}

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${pixels(x)}" y="${pixels(y)}" ${more}>${escapeXml(content)}</text>`;
}
