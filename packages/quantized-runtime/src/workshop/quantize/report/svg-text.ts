/** `text` with the characters escaped that XML gives a meaning, and those left out that it forbids. */
export function escapeXml(text: string): string {
  return Array.from(text)
    .filter((character) => character.codePointAt(0)! >= 32)
    .map((character) => ('&<>"\''.includes(character) ? `&#${character.codePointAt(0)};` : character))
    .join('');
}

/** At most `length` characters; the middle of a longer text gives way, since both ends tell layers apart. */
export function fitText(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.ceil((length - 1) * 0.6);
  return `${text.slice(0, length - 1 - tail)}…${text.slice(-tail)}`;
}

/** A coordinate with one digit behind the point. */
export function pixels(x: number): string {
  return `${Math.round(x * 10) / 10}`;
}

/** Three significant digits. */
export function short(x: number): string {
  if (x === 0) return '0';
  return Math.abs(x) >= 0.001 && Math.abs(x) < 10000 ? `${Number(x.toPrecision(3))}` : x.toExponential(1);
}
