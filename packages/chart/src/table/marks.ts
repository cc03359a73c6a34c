import type { Shape } from '../shape.ts';
import type { Cell } from './column.ts';

export interface MarkStyle {
  readonly colour: string;
  /** Pixels between a bar and the row's edges; 3 if not given. */
  readonly inset?: number;
  readonly hollow?: boolean;
  readonly title?: string;
}

/** A bar from one value to another, at least a pixel long. */
export function bar(cell: Cell, from: number, to: number, { inset = 3, ...style }: MarkStyle): Shape {
  const { at, top, height } = cell;
  const [left, right] = [Math.min(at(from), at(to)), Math.max(at(from), at(to))];
  const size = { width: Math.max(right - left, 1), height: height - 2 * inset };
  return { kind: 'rect', x: left, y: top + inset, ...size, ...style };
}

export function dot({ at, top, height }: Cell, value: number, { colour, hollow, title }: MarkStyle): Shape {
  return {
    kind: 'dot',
    x: at(value),
    y: top + height / 2,
    radius: 3.5,
    colour,
    ...(hollow !== undefined && { hollow }),
    ...(title !== undefined && { title }),
  };
}

/** A line across the row. */
export function tick({ at, top, height }: Cell, value: number, { colour }: MarkStyle): Shape {
  return {
    kind: 'line',
    points: [
      [at(value), top + 3],
      [at(value), top + height - 3],
    ],
    colour,
  };
}
