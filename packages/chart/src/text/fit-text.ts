import { cleanText } from './clean-text.ts';
import { type Font, measureText } from './measure-text.ts';

/** `text`, at most `width` pixels wide; the middle of a longer one gives way, since both ends tell names apart. */
export function fitText(text: string, width: number, font: Font = {}): string {
  const characters = Array.from(cleanText(text));
  if (measureText(text, font) <= width) return characters.join('');
  let [least, most] = [0, characters.length];
  while (least < most) {
    const kept = Math.ceil((least + most) / 2);
    if (measureText(shorten(characters, kept), font) <= width) least = kept;
    else most = kept - 1;
  }
  return least === 0 ? '' : shorten(characters, least);
}

/** The first and last of the characters, `kept` in all, more of them from the end. */
function shorten(characters: readonly string[], kept: number): string {
  const tail = Math.ceil(kept * 0.6);
  const start = characters.slice(0, kept - tail).join('');
  return `${start.trimEnd()}…${characters
    .slice(characters.length - tail)
    .join('')
    .trimStart()}`;
}
