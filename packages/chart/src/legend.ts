import type { Block } from './block.ts';
import { INK } from './colours.ts';
import { lineHeight } from './paragraph.ts';
import type { Shape } from './shape.ts';
import { fitText } from './text/fit-text.ts';
import { ASCENT, DEFAULT_SIZE, measureText } from './text/measure-text.ts';

export interface LegendEntry {
  readonly mark: 'bar' | 'dot' | 'ring' | 'line';
  readonly colour: string;
  readonly says: string;
}

const [MARK, GAP] = [18, 22];

/** What the colours mean, side by side, in as many lines as it needs. */
export function legend(entries: readonly LegendEntry[], width: number): Block {
  const shapes: Shape[] = [];
  let [x, line] = [0, 0];
  for (const { mark, colour, says } of entries) {
    const text = fitText(says, width - MARK);
    const length = MARK + measureText(text);
    if (x > 0 && x + length > width) [x, line] = [0, line + 1];
    const y = line * lineHeight() + Math.ceil(DEFAULT_SIZE * ASCENT);
    shapes.push(drawMark(mark, colour, x, y - 4), { kind: 'text', x: x + MARK, y, text, colour: INK.quiet });
    x += length + GAP;
  }
  return { height: entries.length === 0 ? 0 : (line + 1) * lineHeight(), shapes };
}

function drawMark(mark: LegendEntry['mark'], colour: string, x: number, y: number): Shape {
  if (mark === 'bar') return { kind: 'rect', x, y: y - 5, width: 12, height: 10, colour };
  if (mark === 'line')
    return {
      kind: 'line',
      points: [
        [x, y],
        [x + 12, y],
      ],
      colour,
      width: 2,
    };
  return { kind: 'dot', x: x + 6, y, radius: 4, colour, hollow: mark === 'ring' };
}
