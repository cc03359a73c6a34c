import type { Sample } from './report.ts';

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [760, 300, 60, 40, 40];

const curves = [
  { name: 'heap', colour: '#0b6e4f', of: (sample: Sample) => sample.heapMB },
  { name: 'own memory', colour: '#8a5a00', of: (sample: Sample) => sample.anonymousMB },
  { name: 'resident, with mapped files', colour: '#9aa5b1', of: (sample: Sample) => sample.residentMB },
];

/** Memory of the node's process over the run, as SVG. */
export function drawMemory(samples: readonly Sample[]): string {
  const end = Math.max(1, samples.at(-1)?.second ?? 1);
  const top = Math.max(...samples.flatMap((sample) => curves.map(({ of }) => of(sample)))) * 1.05;
  const x = (second: number) => (LEFT + (second / end) * (WIDTH - LEFT - 20)).toFixed(1);
  const y = (megabytes: number) => (HEIGHT - BOTTOM - (megabytes / top) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const lines = curves.map(({ name, colour, of }, i) => {
    const points = samples.map((sample) => `${x(sample.second)},${y(of(sample))}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${LEFT + i * 160}" y="24" fill="${colour}">${name}</text>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * top);
    return `<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${at}" y2="${at}" stroke="#ddd"/><text x="${LEFT - 6}" y="${Number(at) + 4}" text-anchor="end">${Math.round(share * top)} MB</text>`;
  });
  const minutes = [0, 0.5, 1].map(
    (share) =>
      `<text x="${x(share * end)}" y="${HEIGHT - 16}" text-anchor="middle">${((share * end) / 60).toFixed(1)} min</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">
<title>Memory of a node under load</title>
<rect width="100%" height="100%" fill="#fff"/>
${ticks.join('\n')}
${lines.join('\n')}
${minutes.join('\n')}
</svg>
`;
}
