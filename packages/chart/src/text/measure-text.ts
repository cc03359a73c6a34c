import { cleanText } from './clean-text.ts';
import { BOLD, ELLIPSIS, REGULAR } from './widths.ts';

export interface Font {
  /** Pixels; 12 if not given. */
  readonly size?: number | undefined;
  readonly bold?: boolean | undefined;
}

export const DEFAULT_SIZE = 12;

/** Kerning moves some letters apart: by a thousandth of a text's length at most where a browser measured it. */
const KERNING = 1.005;

/** How far letters reach above and below the line that they stand on, in sizes of the font. */
export const [ASCENT, DESCENT] = [0.93, 0.24];

/** Pixels that the text takes at most in any of the usual sans fonts. */
export function measureText(text: string, { size = DEFAULT_SIZE, bold = false }: Font = {}): number {
  const widths = bold ? BOLD : REGULAR;
  const thousandths = Array.from(cleanText(text)).reduce((sum, character) => {
    return sum + (character === '…' ? ELLIPSIS : (widths[character.codePointAt(0)! - 0x20] ?? 1000));
  }, 0);
  return ((thousandths * size) / 1000) * KERNING;
}

/** Whether a text has characters whose widths the table does not know; a picture then fixes the text's length. */
export function isOutsideTable(text: string): boolean {
  return Array.from(cleanText(text)).some(
    (character) => character.codePointAt(0)! > 0xff && character !== '…',
  );
}
