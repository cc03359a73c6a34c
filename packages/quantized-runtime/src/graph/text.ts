/**
 * Texts as the graph holds them (rules N14, O8): bytes of UTF-8, then END_OF_TEXT up to the end of the value. Where a
 * list of texts lies in one tensor, it follows each of them.
 */
export const END_OF_TEXT = 0xff;

/** How many bytes of `data` come before END_OF_TEXT, all if there is none. */
export function textLength(data: Uint8Array): number {
  const end = data.indexOf(END_OF_TEXT);
  return end < 0 ? data.length : end;
}

/** The least and the most that the second byte of a character may be, by its first; all others are 0x80 to 0xbf. */
function secondByte(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

/** How many bytes a character has that begins with this one; 0 if none does. */
function characterLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/**
 * Where the first character of `data` begins that is not well-formed UTF-8 (Unicode, table 3-7: no overlong form, no
 * surrogate, nothing beyond U+10FFFF, nothing cut off); -1 if there is none.
 */
export function findIllFormed(data: Uint8Array): number {
  let at = 0;
  while (at < data.length) {
    const first = data[at]!;
    if (first < 0x80) {
      at++;
      continue;
    }
    const length = characterLength(first);
    if (length === 0 || at + length > data.length) return at;
    const [least, most] = secondByte(first);
    if (data[at + 1]! < least || data[at + 1]! > most) return at;
    for (let i = 2; i < length; i++) if ((data[at + i]! & 0xc0) !== 0x80) return at;
    at += length;
  }
  return -1;
}

/** Where `data` is no text as a port takes it: an ill-formed character, or a byte behind the end; -1 if it is one. */
export function findNoText(data: Uint8Array): number {
  const length = textLength(data);
  const bad = findIllFormed(data.subarray(0, length));
  if (bad >= 0) return bad;
  for (let at = length; at < data.length; at++) if (data[at] !== END_OF_TEXT) return at;
  return -1;
}

/**
 * Bytes of the longest of the texts that lie one after another in `data` and end at `ends`, which never fall and whose
 * last is the end of `data`; `null` if one of them is no UTF-8, or they are not so. Time is linear in both.
 */
export function longestText(data: Uint8Array, ends: ArrayLike<number>): number | null {
  if (ends[ends.length - 1] !== data.length || findIllFormed(data) >= 0) return null;
  let longest = 0;
  let begin = 0;
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i]!;
    // All of `data` is well-formed, hence so is what is cut out of it between characters.
    if (end < begin || isContinuation(data[end])) return null;
    longest = Math.max(longest, end - begin);
    begin = end;
  }
  return longest;
}

/** Whether a byte goes on with a character that began before it. */
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/**
 * How many words a list holds: words of one byte or more in strictly rising order of their bytes, each followed by
 * END_OF_TEXT. `null` if it is no such list. Time is linear in its bytes.
 */
export function countWords(list: Uint8Array): number | null {
  let words = 0;
  let before = 0;
  let start = 0;
  while (start < list.length) {
    const end = list.indexOf(END_OF_TEXT, start);
    if (end <= start || (words > 0 && compareAt(list, before, start) >= 0)) return null;
    words++;
    before = start;
    start = end + 1;
  }
  return words;
}

/** Compares the words that begin at `a` and `b`, byte by byte; a word that begins another one comes first. */
function compareAt(list: Uint8Array, a: number, b: number): number {
  for (let i = 0; ; i++) {
    const [left, right] = [list[a + i]!, list[b + i]!];
    const [isOver, isOtherOver] = [left === END_OF_TEXT, right === END_OF_TEXT];
    if (isOver || isOtherOver) return Number(isOtherOver) - Number(isOver);
    if (left !== right) return left - right;
  }
}
