import type { NetworkResult } from './bench-network.ts';

const WIDTH = 760;
const LEFT = 170;
const BAR = 16;
const GAP = 6;
const COLOURS: Readonly<Record<string, string>> = { 'evm-ml wasm': '#0b6e4f', 'onnxruntime-node': '#8a5a00' };

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const label = (microseconds: number) =>
  microseconds < 1000 ? `${microseconds.toFixed(1)} us` : `${(microseconds / 1000).toFixed(2)} ms`;

/** Bars on a logarithmic axis: engines differ by three orders of magnitude. */
function networkBars({ network, engines }: NetworkResult, top: number): { svg: string; bottom: number } {
  const logs = engines.map(({ best }) => Math.log10(best));
  const least = Math.min(...logs) - 0.5;
  const scale = (WIDTH - LEFT - 90) / (Math.max(...logs) - least);
  let y = top + 24;
  let svg = `<text x="8" y="${top + 14}" font-weight="bold">${escapeXml(network)}</text>`;
  engines.forEach(({ engine, best, ratio }, i) => {
    const width = ((logs[i]! - least) * scale).toFixed(1);
    svg += `<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${escapeXml(engine)}</text>`;
    svg += `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" fill="${COLOURS[engine] ?? '#9aa5b1'}"/>`;
    svg += `<text x="${LEFT + Number(width) + 6}" y="${y + 12}">${label(best)} (${ratio.toFixed(2)})</text>`;
    y += BAR + GAP;
  });
  return { svg, bottom: y + 12 };
}

/** All networks as one picture: best time a run, and in brackets its ratio to onnxruntime-node. */
export function drawChart(results: readonly NetworkResult[], caption: string): string {
  let y = 30;
  let body = `<text x="8" y="18">${escapeXml(caption)}</text>`;
  for (const result of results) {
    const { svg, bottom } = networkBars(result, y);
    body += svg;
    y = bottom;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" font-family="sans-serif" font-size="12">
<title>Inference, side by side</title>
<rect width="100%" height="100%" fill="#fff"/>
${body}
</svg>
`;
}
