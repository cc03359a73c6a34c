import {
  COLOURS,
  type Column,
  dot,
  drawPicture,
  formatNumber,
  INK,
  innerWidth,
  legend,
  logarithmicScale,
  paragraph,
  type Section,
  table,
} from '@evm-ml/chart';
import { nsPerGas, type Row } from './row.ts';
import { LARGE } from './spread.ts';

const WIDTH = 860;
const TITLE = 'Time for gas';
/** What one gas is meant to buy (spec/gas.md). */
const ANCHOR = 10;
const PROFILES: Readonly<Record<string, string>> = {
  a16: COLOURS.green,
  a8: COLOURS.orange,
  f32: COLOURS.blue,
};

/** Everything of one name, as dots in one line. */
interface Strip {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Which part of the picture a kind of row belongs to, and which of its rows share a line. */
const PARTS: readonly { name: string; holds: (row: Row) => boolean; strip: (row: Row) => string }[] = [
  { name: 'Operators', holds: ({ kind }) => kind in PROFILES, strip: ({ name }) => name.split(' ')[0]! },
  {
    name: 'The worst operators that a search found',
    holds: ({ kind }) => kind.startsWith('worst '),
    strip: ({ name }) => name.split(' ')[0]!,
  },
  {
    name: 'Whole networks',
    holds: ({ kind }) => kind === 'network',
    strip: ({ name }) => name.replace(/ \(\w+\)$/, ''),
  },
  { name: 'Whole calls', holds: ({ kind }) => kind === 'call', strip: ({ name }) => name.split(', ')[0]! },
  { name: 'Loading', holds: ({ kind }) => kind === 'load', strip: () => 'networks that no cache holds' },
  { name: 'Opcodes of this EVM', holds: ({ kind }) => kind === 'opcode', strip: ({ name }) => name },
  { name: "Ethereum's precompiles", holds: ({ kind }) => kind === 'precompile', strip: ({ name }) => name },
];

/** An operator whose price is mostly its base. */
const isSmall = ({ kind, gas }: Row): boolean => kind in PROFILES && gas < LARGE;

const profileOf = ({ kind, name }: Row): string => /\b(?:a16|a8|f32)\b/.exec(`${kind} ${name}`)?.[0] ?? '';

function stripsOf(rows: readonly Row[], nameOf: (row: Row) => string): Strip[] {
  const strips = new Map<string, Row[]>();
  for (const row of rows) strips.set(nameOf(row), [...(strips.get(nameOf(row)) ?? []), row]);
  return [...strips].map(([name, own]) => ({ name, rows: own }));
}

function spanText({ rows }: Strip): string {
  const values = rows.map(nsPerGas).sort((a, b) => a - b);
  const [least, most] = [values[0]!.toFixed(1), values.at(-1)!.toFixed(1)];
  return least === most ? least : `${least} to ${most}`;
}

function columnsOf(rows: readonly Row[]): Column<Strip>[] {
  const scale = logarithmicScale([ANCHOR, ...rows.map(nsPerGas)]);
  return [
    { kind: 'text', head: 'what', text: ({ name }) => name },
    {
      kind: 'plot',
      head: 'nanoseconds for one gas (logarithmic axis)',
      axis: { scale, format: formatNumber },
      guides: [{ value: ANCHOR, colour: COLOURS.grey }],
      draw: (strip, cell) =>
        [...strip.rows]
          // What was too quick for the clock has no place on this axis.
          .filter((row) => nsPerGas(row) > 0)
          .sort((a, b) => Number(isSmall(b)) - Number(isSmall(a)))
          .map((row) =>
            dot(cell, nsPerGas(row), {
              colour: PROFILES[profileOf(row)] ?? INK.quiet,
              hollow: isSmall(row),
              title: `${row.name} (${row.kind}): ${nsPerGas(row).toFixed(1)} ns/gas`,
            }),
          ),
    },
    { kind: 'text', head: 'least to most', align: 'right', colour: INK.quiet, text: spanText },
  ];
}

/** Nanoseconds for one gas: PREDICT and its operators beside the opcodes and precompiles of the same EVM. */
export function drawGas(rows: readonly Row[]): string {
  const width = innerWidth(WIDTH);
  const sections: Section<Strip>[] = PARTS.map(({ name, holds, strip }) => {
    return { name, rows: stripsOf(rows.filter(holds), strip) };
  });
  return drawPicture({
    title: TITLE,
    width: WIDTH,
    blocks: [
      paragraph(TITLE, width, { size: 18, bold: true }),
      paragraph(
        'How long one gas lasts: operators of PREDICT in many shapes, whole networks and calls, beside opcodes and precompiles of the same EVM. Every figure is in gas.md.',
        width,
        { colour: INK.quiet },
      ),
      legend(
        [
          ...Object.entries(PROFILES).map(([says, colour]) => ({ mark: 'dot' as const, colour, says })),
          { mark: 'ring', colour: INK.quiet, says: `an operator below ${LARGE.toLocaleString('en-US')} gas` },
          { mark: 'line', colour: COLOURS.grey, says: `${ANCHOR} ns, what one gas is meant to buy` },
        ],
        width,
      ),
      table(
        columnsOf(rows),
        sections.filter((section) => section.rows.length > 0),
        width,
      ),
    ],
  });
}
