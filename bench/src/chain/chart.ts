import {
  bar,
  COLOURS,
  type Column,
  drawPicture,
  formatNumber,
  INK,
  innerWidth,
  legend,
  linearScale,
  paragraph,
  table,
} from '@evm-ml/chart';
import type { Row } from './report.ts';
import { figuresOf } from './text.ts';

const WIDTH = 960;
const TITLE = 'The same transactions over HTTP, side by side';

const colourOf = (peer: string): string => {
  if (peer.startsWith('evm-ml')) return COLOURS.green;
  return peer === 'geth' ? COLOURS.orange : COLOURS.grey;
};

function columnsOf(rows: readonly Row[]): Column<Row>[] {
  const speed = linearScale([0, ...rows.map((row) => row.transactionsPerSecond)]);
  const effort = linearScale([0, ...rows.map((row) => row.cpuSecondsPer1000 ?? 0)]);
  const text = (head: keyof ReturnType<typeof figuresOf>, colour: string = INK.text): Column<Row> => ({
    kind: 'text',
    head,
    align: 'right',
    colour,
    text: (row) => figuresOf(row)[head],
  });
  return [
    { kind: 'text', head: 'peer', text: ({ peer }) => peer },
    {
      kind: 'plot',
      head: 'transactions a second (longer is better)',
      axis: { scale: speed, format: formatNumber },
      draw: ({ peer, transactionsPerSecond }, cell) => [
        bar(cell, 0, transactionsPerSecond, { colour: colourOf(peer) }),
      ],
    },
    text('tx/s'),
    text('tx/s to geth', INK.quiet),
    {
      kind: 'plot',
      head: 'processor seconds for 1,000 (shorter is better)',
      axis: { scale: effort, format: formatNumber },
      draw: ({ peer, cpuSecondsPer1000 }, cell) =>
        cpuSecondsPer1000 === undefined ? [] : [bar(cell, 0, cpuSecondsPer1000, { colour: colourOf(peer) })],
    },
    text('CPU to geth', INK.quiet),
    text('resident MB'),
    text('disk kB per 100'),
  ];
}

/** All phases as one picture: how fast each peer was, what it took of the processor, of memory and of the disk. */
export function drawChain(rows: readonly Row[], cpu: string): string {
  const width = innerWidth(WIDTH);
  const sections = [...new Set(rows.map(({ phase }) => phase))].map((phase) => ({
    name: phase,
    rows: rows.filter((row) => row.phase === phase),
  }));
  return drawPicture({
    title: TITLE,
    width: WIDTH,
    blocks: [
      paragraph(TITLE, width, { size: 18, bold: true }),
      paragraph(
        `Signed transactions of 20 senders in batches of 100 over one connection, from the first request to the last receipt, on ${cpu}. Medians of rounds in turns.`,
        width,
        { colour: INK.quiet },
      ),
      legend(
        [
          { mark: 'bar', colour: COLOURS.green, says: 'this node' },
          { mark: 'bar', colour: COLOURS.orange, says: 'geth, what the others are measured against' },
        ],
        width,
      ),
      table(columnsOf(rows), sections, width),
    ],
  });
}
