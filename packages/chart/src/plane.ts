import type { Block } from './block.ts';
import { INK } from './colours.ts';
import { type Axis, type Tick, ticksAcross, ticksDown } from './scale/labelled-ticks.ts';
import type { Point, Shape } from './shape.ts';
import { fitText } from './text/fit-text.ts';
import { DEFAULT_SIZE, measureText } from './text/measure-text.ts';

/** Numbers that are formatted as an empty text have no tick. */
export interface PlaneAxis extends Axis {
  /** What is measured, and in which unit. */
  readonly label: string;
}

export interface Series {
  readonly colour: string;
  readonly as: 'line' | 'dots';
  readonly points: readonly PlanePoint[];
}

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
  readonly colour?: string;
  readonly hollow?: boolean;
  readonly title?: string;
}

export interface Plane {
  readonly width: number;
  /** Of the plot alone, without labels. */
  readonly height: number;
  readonly x: PlaneAxis;
  readonly y: PlaneAxis;
  readonly series: readonly Series[];
}

const FONT = { size: 11 } as const;
const [LABEL, TICKS, APART] = [24, 20, 22];

/** Lines and dots over two axes. */
export function plane({ width, height, x, y, series }: Plane): Block {
  const down = ticksDown(y, height, APART);
  const half = longest(ticksAcross(x, width, FONT)) / 2;
  const left = Math.ceil(Math.max(longest(down) + 8, half));
  const length = width - left - half;
  const bottom = LABEL + height;
  const place = (point: { x: number; y: number }): Point => [
    left + x.scale.share(point.x) * length,
    bottom - y.scale.share(point.y) * height,
  ];
  const across = ticksAcross(x, length, FONT).filter((tick) => tick.label !== '');
  return {
    height: bottom + (across.length > 0 ? TICKS : 2) + LABEL,
    shapes: [
      label(y.label, 0, DEFAULT_SIZE, width, 'start'),
      ...down.flatMap((tick) => drawTickDown(tick, left, left + length, bottom)),
      ...across.map((tick) => drawTickAcross(tick, left, bottom)),
      ...series.flatMap((one) => drawSeries(one, place)),
      label(x.label, left + length, bottom + (across.length > 0 ? TICKS : 2) + 14, length, 'end'),
    ],
  };
}

function longest(ticks: readonly Tick[]): number {
  return ticks.reduce((most, { label }) => Math.max(most, measureText(label, FONT)), 0);
}

function label(text: string, x: number, y: number, width: number, anchor: 'start' | 'end'): Shape {
  return { kind: 'text', x, y, text: fitText(text, width), anchor, colour: INK.quiet };
}

function drawTickDown({ at, label: text }: Tick, left: number, right: number, bottom: number): Shape[] {
  const y = bottom - at;
  return [
    {
      kind: 'line',
      points: [
        [left, y],
        [right, y],
      ],
      colour: INK.line,
      width: 1,
    },
    { kind: 'text', x: left - 8, y: y + 4, text, anchor: 'end', colour: INK.quiet, ...FONT },
  ];
}

function drawTickAcross({ at, label: text }: Tick, left: number, bottom: number): Shape {
  return { kind: 'text', x: left + at, y: bottom + 18, text, anchor: 'middle', colour: INK.quiet, ...FONT };
}

function drawSeries({ colour, as, points }: Series, place: (point: PlanePoint) => Point): Shape[] {
  if (as === 'line')
    return points.length === 0 ? [] : [{ kind: 'line', points: points.map(place), colour, width: 2 }];
  return points.map((point) => {
    const [x, y] = place(point);
    const { hollow, title } = point;
    return {
      kind: 'dot',
      x,
      y,
      radius: 3.5,
      colour: point.colour ?? colour,
      ...(hollow !== undefined && { hollow }),
      ...(title !== undefined && { title }),
    };
  });
}
