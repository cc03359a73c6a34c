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
  plane,
  table,
} from '@evm-ml/chart';
import type { Again, Round, Rounds } from './rounds.ts';

const WIDTH = 900;
const HONEST = COLOURS.blue;
const CHEAT = COLOURS.red;

/** Both sides, round for round: what honest drivers earn and what an adversary does that learnt from the same judge. */
export function roundsSvg({ rounds, parameters }: Rounds, again: readonly Again[]): string {
  const width = innerWidth(WIDTH);
  const share = linearScale([0, 100]);
  const line = (colour: string, of: (round: Round) => number) => ({
    as: 'line' as const,
    colour,
    points: rounds.map((round) => ({ x: round.judge, y: 100 * of(round) })),
  });
  const title = 'The judge and its adversary, round for round';
  return drawPicture({
    title,
    width: WIDTH,
    blocks: [
      paragraph(title, width, { size: 20, bold: true }),
      paragraph(
        `A judge of ${parameters} parameters, decided by its integers. Its adversary makes trips that a car can drive within 300 m of the pick-up.`,
        width,
        { colour: INK.quiet },
      ),
      plane({
        width,
        height: 180,
        x: {
          label: 'rounds that the judge has learnt from adversaries',
          scale: linearScale([0, rounds.length - 1], 'exact'),
          format: (round) => (Number.isInteger(round) ? `${round}` : ''),
        },
        y: { label: 'earned, % of a fare', scale: share, format: formatNumber },
        series: [
          line(HONEST, ({ honest_earns }) => honest_earns),
          line(CHEAT, ({ adversary_earns }) => adversary_earns),
          {
            as: 'dots',
            colour: CHEAT,
            points: again.map(({ seed, earns }) => ({
              x: rounds.length - 1,
              y: 100 * earns,
              hollow: true,
              title: `seed ${seed}`,
            })),
          },
        ],
      }),
      legend(
        [
          { mark: 'line', colour: HONEST, says: 'an honest trip' },
          { mark: 'line', colour: CHEAT, says: 'a trip of the adversary that learnt from this judge' },
          { mark: 'ring', colour: CHEAT, says: 'of one that learnt from it three times as long' },
        ],
        width,
      ),
      table(columns(share), [{ rows: rounds }], width),
    ],
  });
}

function columns(share: ReturnType<typeof linearScale>): Column<Round>[] {
  const plot = (head: string, colour: string, of: (round: Round) => number): Column<Round> => ({
    kind: 'plot',
    head,
    axis: { scale: share, format: formatNumber },
    draw: (round, cell) => [bar(cell, 0, 100 * of(round), { colour })],
  });
  return [
    { kind: 'text', head: 'judge', align: 'right', text: ({ judge }) => `${judge}` },
    plot('honest trips paid, %', HONEST, ({ honest_paid }) => honest_paid),
    plot('trips of its own adversary paid, %', CHEAT, ({ adversary_wins }) => adversary_wins),
    plot('worst of the earlier adversaries, %', CHEAT, ({ made_paid }) =>
      Math.max(0, ...Object.values(made_paid)),
    ),
  ];
}
