import { ticksAcross } from '../scale/labelled-ticks.ts';
import { measureText } from '../text/measure-text.ts';
import type { Column, PlotColumn, TextColumn } from './column.ts';
import { TICK_FONT } from './style.ts';

/** A column and where it is. */
export type Placed<Row> = PlacedText<Row> | PlacedPlot<Row>;

export interface PlacedText<Row> {
  readonly column: TextColumn<Row>;
  readonly left: number;
  readonly width: number;
}

export interface PlacedPlot<Row> {
  readonly column: PlotColumn<Row>;
  readonly left: number;
  readonly width: number;
  /** Where the axis begins and how long it is; labels of ticks may stand out on both sides. */
  readonly axisLeft: number;
  readonly axisWidth: number;
}

const GAP = 16;
const [LEAST_PLOT, MOST_TEXT] = [90, 0.4];

/** Gives each text column what it needs and the plots the rest, at least 90 pixels each. */
export function placeColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): Placed<Row>[] {
  const room = width - GAP * (columns.length - 1);
  const plots = columns.filter((column) => column.kind === 'plot');
  const needed = columns.map((column) => (column.kind === 'text' ? needOf(column, rows, width) : 0));
  const texts = needed.reduce((sum, need) => sum + need, 0);
  const shrink = Math.min(1, Math.max(0, room - plots.length * LEAST_PLOT) / texts);
  const rest = room - texts * shrink;
  const weights = plots.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let left = 0;
  return columns.map((column, i) => {
    const own = column.kind === 'text' ? needed[i]! * shrink : (rest * (column.weight ?? 1)) / weights;
    const place = { left, width: own };
    left += own + GAP;
    return column.kind === 'text' ? { column, ...place } : { column, ...place, ...placeAxis(column, place) };
  });
}

function needOf<Row>(column: TextColumn<Row>, rows: readonly Row[], width: number): number {
  const words = column.head.split(' ').map((word) => measureText(word, { bold: true }));
  const texts = rows.map((row) => measureText(column.text(row)));
  const need = [...words, ...texts].reduce((most, length) => Math.max(most, length), 0);
  return Math.min(Math.ceil(need), width * MOST_TEXT);
}

function placeAxis<Row>({ axis }: PlotColumn<Row>, { left, width }: { left: number; width: number }) {
  const labels = axis === undefined ? [] : ticksAcross(axis, width, TICK_FONT).map(({ label }) => label);
  const inset = labels.reduce((most, label) => Math.max(most, measureText(label, TICK_FONT) / 2), 0);
  return { axisLeft: left + inset, axisWidth: width - 2 * inset };
}
