import { fitText } from './fit-text.ts';
import { type Font, measureText } from './measure-text.ts';

/** The text in lines of at most `width` pixels; a word that is longer loses its middle. */
export function wrapText(text: string, width: number, font: Font = {}): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const line = lines.at(-1);
    const longer = `${line} ${word}`;
    if (line !== undefined && measureText(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitText(word, width, font));
  }
  return lines.filter((line) => line !== '');
}
