import type { Block } from '../block.ts';
import { INK } from '../colours.ts';
import { clampShare } from '../scale/scale.ts';
import type { Shape } from '../shape.ts';
import { cleanText } from '../text/clean-text.ts';
import { fitText } from '../text/fit-text.ts';
import type { Column } from './column.ts';
import { drawAxisLines, drawTicks, layHead } from './head.ts';
import { type Placed, type PlacedText, placeColumns } from './place-columns.ts';
import { BASELINE, ROW } from './style.ts';

export interface Section<Row> {
  /** A line of its own above the rows. */
  readonly name?: string;
  readonly rows: readonly Row[];
}

/** Ticks stand below the rows too where those above them may be out of sight. */
const TALL = 500;
const GAP_BEFORE_NAME = 8;

/** Rows of texts, bars and dots under one head. */
export function table<Row>(
  columns: readonly Column<Row>[],
  sections: readonly Section<Row>[],
  width: number,
): Block {
  const placed = placeColumns(
    columns,
    sections.flatMap(({ rows }) => rows),
    width,
  );
  const head = layHead(placed);
  const { names, rows, bottom } = layRows(sections, head.height);
  const below = bottom - head.height > TALL ? placed.flatMap((place) => drawTicks(place, bottom)) : [];
  const striped = rows.filter(({ index }) => index % 2 === 0);
  return {
    height: below.length > 0 ? bottom + ROW : bottom,
    shapes: [
      ...head.shapes,
      ...striped.map(
        ({ top }): Shape => ({ kind: 'rect', x: 0, y: top, width, height: ROW, colour: INK.stripe }),
      ),
      ...placed.flatMap((place) => drawAxisLines(place, head.height, bottom)),
      ...names.map(({ name, top }) => drawName(name, top, width)),
      ...rows.flatMap(({ row, top }) => placed.flatMap((place) => drawCell(place, row, top))),
      ...below,
    ],
  };
}

/** The tops of all names and rows. */
function layRows<Row>(sections: readonly Section<Row>[], top: number) {
  const names: { name: string; top: number }[] = [];
  const rows: { row: Row; index: number; top: number }[] = [];
  let bottom = top;
  for (const section of sections) {
    if (section.name !== undefined) {
      if (bottom > top) bottom += GAP_BEFORE_NAME;
      names.push({ name: section.name, top: bottom });
      bottom += ROW;
    }
    section.rows.forEach((row, index) => {
      rows.push({ row, index, top: bottom });
      bottom += ROW;
    });
  }
  return { names, rows, bottom };
}

function drawName(name: string, top: number, width: number): Shape {
  return { kind: 'text', x: 0, y: top + BASELINE, text: fitText(name, width, { bold: true }), bold: true };
}

function drawCell<Row>(place: Placed<Row>, row: Row, top: number): readonly Shape[] {
  if (!('axisLeft' in place)) return drawText(place, row, top);
  const { column, axisLeft, axisWidth } = place;
  const share = (value: number) => column.axis?.scale.share(value) ?? clampShare(value);
  return column.draw(row, { at: (value) => axisLeft + share(value) * axisWidth, top, height: ROW });
}

function drawText<Row>({ column, left, width }: PlacedText<Row>, row: Row, top: number): Shape[] {
  const whole = cleanText(column.text(row));
  const text = fitText(whole, width);
  if (text === '') return [];
  const right = column.align === 'right';
  return [
    {
      kind: 'text',
      x: right ? left + width : left,
      y: top + BASELINE,
      text,
      ...(right && { anchor: 'end' }),
      ...(column.colour !== undefined && { colour: column.colour }),
      ...(text !== whole && { title: whole }),
    },
  ];
}
