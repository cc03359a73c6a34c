import { UserError } from '../errors.ts';
import type { Decoded, Numbers } from './numbers.ts';

/** What a text port holds behind a text (rule N14). */
export const END_OF_TEXT = 0xff;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** One text in each line, which ends in \n or \r\n; a last line that is empty is none. Throws UserError. */
export function decodeTexts(bytes: Uint8Array): Decoded {
  const lines = toText(bytes).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new UserError('holds no texts; put one in each line.');
  return { examples: numbersOfTexts(lines) };
}

/** Texts as bytes, each filled up to the longest. */
export function numbersOfTexts(texts: readonly string[]): Numbers {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const longest = Math.max(1, ...encoded.map(({ length }) => length));
  const data = new Float64Array(texts.length * longest).fill(END_OF_TEXT);
  encoded.forEach((bytes, index) => {
    data.set(bytes, index * longest);
  });
  return { shape: [texts.length, longest], data, isText: true };
}

function toText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new UserError('is no UTF-8; save it as UTF-8.');
  }
}
