import type { QuantizeReport, ValueReport } from './report.ts';

const ROW = 22;
const TOP = 64;
const LABELS = 230;
const WIDTH = 900;
const PLOT = WIDTH - LABELS - 110;
/** Decibels at the right end of the scale. */
const FULL = 120;

/** The report as a picture: for each value a bar of its signal-to-noise ratio, from noisy to clean. */
export function reportSvg(report: QuantizeReport): string {
  const height = TOP + report.values.length * ROW + 40;
  const grid = Array.from({ length: 7 }, (_, i) => gridLine(i * 20, height));
  const rows = report.values.map((value, index) => drawRow(value, TOP + index * ROW));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="16" y="24" font-size="15" font-weight="bold">Signal-to-noise ratio by layer, profile ${report.profile}</text>`,
    `<text x="16" y="42" fill="#555555">${report.measured} examples; decibels against the float network</text>`,
    ...grid,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function gridLine(decibels: number, height: number): string {
  const x = LABELS + (decibels / FULL) * PLOT;
  return (
    `<line x1="${x}" y1="${TOP - 6}" x2="${x}" y2="${height - 28}" stroke="#dddddd"/>` +
    `<text x="${x}" y="${height - 12}" text-anchor="middle" fill="#555555">${decibels}</text>`
  );
}

function drawRow(value: ValueReport, y: number): string {
  const share = value.snr === null ? 1 : Math.min(Math.max(value.snr / FULL, 0), 1);
  const colour = value.snr !== null && value.snr < 20 ? '#c0392b' : '#2c6fbb';
  const figure = value.snr === null ? 'exact' : `${value.snr.toFixed(1)} dB`;
  const label = escapeXml(`${value.layer} (${value.op})`.slice(-34));
  return (
    `<text x="${LABELS - 8}" y="${y + 12}" text-anchor="end">${label}</text>` +
    `<rect x="${LABELS}" y="${y + 2}" width="${(share * PLOT).toFixed(1)}" height="${ROW - 8}" fill="${colour}"/>` +
    `<text x="${(LABELS + share * PLOT + 6).toFixed(1)}" y="${y + 12}" fill="#333333">${figure}</text>`
  );
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
