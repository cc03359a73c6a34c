import { nsPerGas, type Row } from './row.ts';

const WIDTH = 860;
const LEFT = 380;
const LINE = 16;
const COLOURS: Readonly<Record<string, string>> = {
  opcode: '#8a5a00',
  precompile: '#8a5a00',
  a16: '#0b6e4f',
  a8: '#3a9d7a',
  f32: '#51719e',
};

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Nanoseconds for one gas, a bar a row, on a logarithmic axis from 0.1 to 10,000. */
export function drawGasChart(rows: readonly Row[]): string {
  const scale = (WIDTH - LEFT - 70) / 5;
  const bars = rows.map((row, i) => {
    const y = 30 + i * LINE;
    const width = Math.max(1, (Math.log10(nsPerGas(row)) + 1) * scale).toFixed(1);
    const colour = COLOURS[row.kind] ?? '#9aa5b1';
    return (
      `<text x="${LEFT - 8}" y="${y + 11}" text-anchor="end">${escapeXml(`${row.name} (${row.kind})`)}</text>` +
      `<rect x="${LEFT}" y="${y + 1}" width="${width}" height="${LINE - 4}" fill="${colour}"/>` +
      `<text x="${LEFT + Number(width) + 5}" y="${y + 11}">${nsPerGas(row).toFixed(1)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${40 + rows.length * LINE}" font-family="sans-serif" font-size="11">
<title>Time for each unit of gas</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="18" font-weight="bold">Nanoseconds for one gas (logarithmic): opcodes and precompiles of this EVM, PREDICT and its operators</text>
${bars.join('\n')}
</svg>
`;
}
