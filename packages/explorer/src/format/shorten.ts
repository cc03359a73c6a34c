/** The beginning and the end of a hash or an address. */
export const shortenHex = (hex: string): string =>
  hex.length <= 14 ? hex : `${hex.slice(0, 8)}…${hex.slice(-4)}`;

/** At most so many characters, the last of them a mark that something is left out. */
export const shortenText = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/**
 * A text of anybody's on one line: characters that turn the direction of writing, hide or break lines are shown by their
 * numbers, so that no name can look like another one by means of them.
 */
export const showText = (text: string): string => text.replace(unseen, byNumber);

/** The same for a text of many lines, which keeps them, and its tabs. */
export const showLines = (text: string): string =>
  text.replace(unseen, (character) => (/[\n\r\t]/.test(character) ? character : byNumber(character)));

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

const byNumber = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;
