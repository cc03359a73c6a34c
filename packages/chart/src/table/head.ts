import { INK } from '../colours.ts';
import { lineHeight } from '../paragraph.ts';
import { ticksAcross } from '../scale/labelled-ticks.ts';
import { clampShare } from '../scale/scale.ts';
import type { Shape } from '../shape.ts';
import { DEFAULT_SIZE } from '../text/measure-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import type { Placed } from './place-columns.ts';
import { BASELINE, TICK_FONT } from './style.ts';

const HEAD_FONT = { bold: true } as const;
/** Height of a line of numbers at ticks. */
const TICKS = 16;

/** The columns' heads, wrapped, their last lines on one level, and the ticks of those that have an axis. */
export function layHead<Row>(placed: readonly Placed<Row>[]): { height: number; shapes: Shape[] } {
  const heads = placed.map(({ column, width }) => wrapText(column.head, width, HEAD_FONT));
  const lines = Math.max(0, ...heads.map((head) => head.length));
  const texts = placed.flatMap(({ column, left, width }, i) =>
    heads[i]!.map((text, line): Shape => {
      const y = (lines - heads[i]!.length + line) * lineHeight() + DEFAULT_SIZE;
      const right = column.kind === 'text' && column.align === 'right';
      return {
        kind: 'text',
        x: right ? left + width : left,
        y,
        text,
        bold: true,
        ...(right && { anchor: 'end' }),
      };
    }),
  );
  const ticks = placed.flatMap((place) => drawTicks(place, lines * lineHeight()));
  return { height: lines * lineHeight() + (ticks.length === 0 ? 4 : TICKS), shapes: [...texts, ...ticks] };
}

/** The numbers of a plot's axis in a line that begins at `top`. */
export function drawTicks<Row>(place: Placed<Row>, top: number): Shape[] {
  return ticksOf(place).map(({ x, label }) => {
    return {
      kind: 'text',
      x,
      y: top + BASELINE - 2,
      text: label,
      anchor: 'middle',
      colour: INK.quiet,
      ...TICK_FONT,
    };
  });
}

/** A line for each tick and each guide, behind all rows. */
export function drawAxisLines<Row>(place: Placed<Row>, top: number, bottom: number): Shape[] {
  if (!('axisLeft' in place)) return [];
  const { column, axisLeft, axisWidth } = place;
  const upright = (x: number, colour: string, width: number): Shape => {
    return {
      kind: 'line',
      points: [
        [x, top],
        [x, bottom],
      ],
      colour,
      width,
    };
  };
  const guides = (column.guides ?? []).map(({ value, colour }) => {
    return upright(
      axisLeft + (column.axis?.scale.share(value) ?? clampShare(value)) * axisWidth,
      colour,
      1.5,
    );
  });
  return [...ticksOf(place).map(({ x }) => upright(x, INK.line, 1)), ...guides];
}

function ticksOf<Row>(place: Placed<Row>): { x: number; label: string }[] {
  if (!('axisLeft' in place) || place.column.axis === undefined) return [];
  const { axisLeft, axisWidth } = place;
  return ticksAcross(place.column.axis, axisWidth, TICK_FONT).map(({ at, label }) => ({
    x: axisLeft + at,
    label,
  }));
}
