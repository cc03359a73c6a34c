import { moveShape, type Shape } from './shape.ts';

/** A part of a picture: shapes from x = 0, y = 0 on, and the height that they need. */
export interface Block {
  readonly height: number;
  readonly shapes: readonly Shape[];
}

/** Blocks one below the other, `gap` pixels apart. Empty ones take no room. */
export function stackBlocks(blocks: readonly Block[], gap: number): Block {
  const shapes: Shape[] = [];
  let height = 0;
  for (const block of blocks.filter((candidate) => candidate.height > 0)) {
    const top = height === 0 ? 0 : height + gap;
    shapes.push(...block.shapes.map((shape) => moveShape(shape, 0, top)));
    height = top + block.height;
  }
  return { height, shapes };
}
