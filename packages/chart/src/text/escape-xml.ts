import { cleanText } from './clean-text.ts';

/** `text` for an element's content or an attribute: cleaned, and with the characters escaped that XML gives a meaning. */
export function escapeXml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
