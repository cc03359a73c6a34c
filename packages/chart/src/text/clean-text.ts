/** `text` without what XML forbids or a line cannot show: controls become spaces, halves of pairs are left out. */
export function cleanText(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return ' ';
    return (code >= 0xd800 && code < 0xe000) || (code & 0xfffe) === 0xfffe ? '' : character;
  }).join('');
}
