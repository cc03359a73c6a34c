/** A grid of ink, row by row; each from 0 to 1. */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly ink: Float32Array;
}

export interface Point {
  /** In cells, from the left and the top. */
  readonly x: number;
  readonly y: number;
}

/** The grid with a soft line from one point to another, as wide as a pen on a digit of this size. */
export function drawStroke({ height, width, ink }: Grid, from: Point, to: Point): Grid {
  const radius = Math.max(0.55, Math.min(height, width) / 24);
  const next = ink.slice();
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [px, py] = [column + 0.5 - from.x, row + 0.5 - from.y];
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const drop = Math.max(0, Math.min(1, radius + 0.5 - distance));
      const cell = row * width + column;
      if (drop > next[cell]!) next[cell] = drop;
    }
  }
  return { height, width, ink: next };
}

/** Nothing drawn. */
export const emptyGrid = (height: number, width: number): Grid => ({
  height,
  width,
  ink: new Float32Array(height * width),
});

/** The same drawing with its middle of mass in the middle, as data sets of digits have them; moved by whole cells. */
export function centre({ height, width, ink }: Grid): Grid {
  let [mass, sumX, sumY] = [0, 0, 0];
  ink.forEach((value, cell) => {
    mass += value;
    sumX += value * ((cell % width) + 0.5);
    sumY += value * (Math.floor(cell / width) + 0.5);
  });
  if (mass === 0) return { height, width, ink };
  const [dx, dy] = [Math.round(width / 2 - sumX / mass), Math.round(height / 2 - sumY / mass)];
  const moved = new Float32Array(ink.length);
  ink.forEach((value, cell) => {
    const [x, y] = [(cell % width) + dx, Math.floor(cell / width) + dy];
    if (x >= 0 && x < width && y >= 0 && y < height) moved[y * width + x] = value;
  });
  return { height, width, ink: moved };
}
