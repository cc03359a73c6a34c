import type { Block } from './block.ts';
import { ASCENT, DEFAULT_SIZE, DESCENT, type Font } from './text/measure-text.ts';
import { wrapText } from './text/wrap-text.ts';

export interface ParagraphStyle extends Font {
  readonly colour?: string;
}

/** Pixels from one line of text to the next. */
export const lineHeight = (size: number = DEFAULT_SIZE): number => Math.ceil(size * (ASCENT + DESCENT) + 2);

/** Text in as many lines as it needs. */
export function paragraph(text: string, width: number, { colour, ...font }: ParagraphStyle = {}): Block {
  const lines = wrapText(text, width, font);
  const height = lineHeight(font.size);
  return {
    height: lines.length * height,
    shapes: lines.map((line, i) => ({
      kind: 'text',
      x: 0,
      y: i * height + Math.ceil((font.size ?? DEFAULT_SIZE) * ASCENT),
      text: line,
      ...(font.size !== undefined && { size: font.size }),
      ...(font.bold !== undefined && { bold: font.bold }),
      ...(colour !== undefined && { colour }),
    })),
  };
}
