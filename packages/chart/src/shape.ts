/** What a picture is made of. Coordinates and sizes are pixels; x grows to the right, y downwards. */
export type Shape = TextShape | RectShape | DotShape | LineShape;

export interface TextShape {
  readonly kind: 'text';
  readonly x: number;
  /** The line that the letters stand on. */
  readonly y: number;
  readonly text: string;
  /** Which end of the text stands at x; `start` if not given. */
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  /** What a pointer that rests on it shows. */
  readonly title?: string;
}

export interface RectShape {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
  /** Only a dotted outline. */
  readonly hollow?: boolean;
  readonly title?: string;
}

export interface DotShape {
  readonly kind: 'dot';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: string;
  /** Only an outline. */
  readonly hollow?: boolean;
  readonly title?: string;
}

export interface LineShape {
  readonly kind: 'line';
  readonly points: readonly Point[];
  readonly colour: string;
  readonly width?: number;
}

export type Point = readonly [x: number, y: number];

/** The same shape elsewhere. */
export function moveShape(shape: Shape, dx: number, dy: number): Shape {
  if (shape.kind !== 'line') return { ...shape, x: shape.x + dx, y: shape.y + dy };
  return { ...shape, points: shape.points.map(([x, y]) => [x + dx, y + dy]) };
}
