import {
  bar,
  COLOURS,
  type Column,
  drawPicture,
  INK,
  innerWidth,
  legend,
  logarithmicScale,
  paragraph,
  table,
} from '@evm-ml/chart';
import type { NetworkResult } from './bench-network.ts';
import { BASELINE, OURS } from './engines.ts';

const WIDTH = 860;
const TITLE = 'Inference, side by side';

type Line = Pick<NetworkResult['engines'][number], 'engine' | 'best' | 'ratio'>;

const colourOf = (engine: string): string => {
  if (engine === OURS) return COLOURS.green;
  return engine === BASELINE ? COLOURS.orange : COLOURS.grey;
};

function timeText(microseconds: number, digits = 2): string {
  if (microseconds < 1000) return `${microseconds.toFixed(Math.max(0, digits - 1))} us`;
  return microseconds < 1e6
    ? `${(microseconds / 1000).toFixed(digits)} ms`
    : `${(microseconds / 1e6).toFixed(digits)} s`;
}

function columnsOf(lines: readonly Line[]): Column<Line>[] {
  const scale = logarithmicScale(lines.map(({ best }) => best));
  return [
    { kind: 'text', head: 'engine', text: ({ engine }) => engine },
    {
      kind: 'plot',
      head: 'best time of one run (logarithmic axis)',
      axis: { scale, format: (value) => timeText(value, 0) },
      draw: ({ engine, best }, cell) => [bar(cell, scale.from, best, { colour: colourOf(engine) })],
    },
    { kind: 'text', head: 'time', align: 'right', text: ({ best }) => timeText(best) },
    {
      kind: 'text',
      head: `ratio to ${BASELINE}`,
      align: 'right',
      colour: INK.quiet,
      text: ({ ratio }) => ratio.toFixed(2),
    },
  ];
}

/** All networks as one picture: each engine's best time a run, and how it compares with onnxruntime-node's. */
export function drawInference(
  results: readonly { readonly network: string; readonly engines: readonly Line[] }[],
  cpu: string,
): string {
  const width = innerWidth(WIDTH);
  const sections = results.map(({ network, engines }) => ({ name: network, rows: engines }));
  return drawPicture({
    title: TITLE,
    width: WIDTH,
    blocks: [
      paragraph(TITLE, width, { size: 18, bold: true }),
      paragraph(
        `One thread, one example a call, on ${cpu}. Shorter is faster; from one line to the next it takes ten times as long.`,
        width,
        {
          colour: INK.quiet,
        },
      ),
      legend(
        [
          { mark: 'bar', colour: COLOURS.green, says: 'this runtime, int16 x int8' },
          { mark: 'bar', colour: COLOURS.orange, says: `${BASELINE}, what the others are measured against` },
        ],
        width,
      ),
      table(columnsOf(results.flatMap(({ engines }) => engines)), sections, width),
    ],
  });
}
