import type { Axis } from '../scale/labelled-ticks.ts';
import type { Shape } from '../shape.ts';

/** One column of a table whose rows are of one type. */
export type Column<Row> = TextColumn<Row> | PlotColumn<Row>;

/** As wide as its longest text, at most two fifths of the table. */
export interface TextColumn<Row> {
  readonly kind: 'text';
  readonly head: string;
  readonly text: (row: Row) => string;
  readonly align?: 'left' | 'right';
  readonly colour?: string;
}

/** Shares what the texts leave with the other plots. */
export interface PlotColumn<Row> {
  readonly kind: 'plot';
  /** Says what is measured, in which unit, and whether the axis is logarithmic. */
  readonly head: string;
  /** Without one the column has no ticks, and `Cell.at` takes shares from 0 to 1. */
  readonly axis?: Axis;
  /** Values that a line marks through all rows. */
  readonly guides?: readonly { readonly value: number; readonly colour: string }[];
  /** Width beside other plots; 1 if not given. */
  readonly weight?: number;
  readonly draw: (row: Row, cell: Cell) => readonly Shape[];
}

/** Where a row meets a plot. */
export interface Cell {
  /** The place of a value, in pixels. */
  at(value: number): number;
  readonly top: number;
  readonly height: number;
}
