import { measuredOn, profileOf, type QuantizeReport } from './report.ts';

/** The report as a table for a terminal. */
export function reportText(report: QuantizeReport): string {
  const rows = report.values.map((value) => [
    value.layer,
    value.op,
    value.shape.join('x') || '1',
    `${short(value.seen.min)} .. ${short(value.seen.max)}`,
    String(value.bits),
    value.held ? `${short(value.held.min)} .. ${short(value.held.max)}` : '-',
    value.cutOff === 0 ? '-' : `${short(100 * value.cutOff)} %`,
    short(value.maxError),
    short(value.rmsError),
    value.snr === null ? '-' : value.snr.toFixed(1),
  ]);
  const head = [
    'layer',
    'operator',
    'shape',
    'seen',
    'bits',
    'held',
    'cut off',
    'max error',
    'rms error',
    'SNR dB',
  ];
  const outputs = report.outputs.map(({ name, maxError, rmsError, agreement, isText }) => {
    if (isText) return `Output "${name}": same text in ${(100 * (agreement ?? 1)).toFixed(2)} %.`;
    const same = agreement === null ? '' : `, same largest element in ${(100 * agreement).toFixed(2)} %`;
    return `Output "${name}": max error ${short(maxError)}, rms error ${short(rmsError)}${same}.`;
  });
  return [
    `Profile ${profileOf(report)}: ${report.parameters} parameters in ${report.parameterBytes} bytes; ranges from ${report.examples} examples, errors on ${measuredOn(report)}.`,
    ...report.notices.map((sentence) => `Notice: ${sentence}`),
    ...report.assumptions.map((sentence) => `Assumed: ${sentence}`),
    '',
    ...alignColumns([head, ...rows]),
    '',
    ...outputs,
    '',
  ].join('\n');
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function short(x: number): string {
  return x === 0 ? '0' : Number(x.toPrecision(4)).toString();
}
