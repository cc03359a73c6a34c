import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countWords, findIllFormed, findNoText, textLength } from '../../src/graph/text.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8 = (text: string) => new TextEncoder().encode(text);

function isUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes at both sides of every border that the table of Unicode draws. */
const EDGES = [
  0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
  0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xfe, 0xff,
];

describe('N14: a text is well-formed UTF-8', () => {
  test('all sequences of up to four bytes at the borders are told apart as the platform does', () => {
    const wrong: string[] = [];
    const compare = (...bytes: number[]): void => {
      const data = Uint8Array.from(bytes);
      if (findIllFormed(data) < 0 !== isUtf8(data)) wrong.push(bytes.map((b) => b.toString(16)).join(' '));
    };
    for (let byte = 0; byte < 256; byte++) compare(byte);
    for (let a = 0; a < 256; a++) for (let b = 0; b < 256; b++) compare(a, b);
    for (const a of EDGES) for (const b of EDGES) for (const c of EDGES) compare(a, b, c);
    for (const a of [0xef, 0xf0, 0xf1, 0xf4, 0xf5])
      for (const b of EDGES) for (const c of EDGES) for (const d of EDGES) compare(a, b, c, d);
    expect(wrong).toEqual([]);
  });

  test('every text is one, and what follows a bad character does not move its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 4 }), (text, behind) => {
        const good = utf8(text);
        expect(findIllFormed(good)).toBe(-1);
        const bad = Uint8Array.from([...good, 0xc0, ...behind]);
        expect(findIllFormed(bad)).toBe(good.length);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  test.each([
    ['an overlong form', [0x61, 0xc0, 0xaf], 1],
    ['an overlong form of three bytes', [0xe0, 0x9f, 0xbf], 0],
    ['a surrogate', [0x61, 0x62, 0xed, 0xa0, 0x80], 2],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 0],
    ['a lone continuation', [0xc3, 0xa9, 0x80], 2],
    ['cut off at the end', [0x61, 0xf0, 0x9f, 0x91], 1],
    ['cut off by the next character', [0xe6, 0x97, 0x61], 0],
  ])('%s is refused at its first byte', (_, bytes, place) => {
    expect(findIllFormed(Uint8Array.from(bytes))).toBe(place);
  });

  test('behind its end there is 0xff alone', () => {
    expect(findNoText(Uint8Array.from([0x61, 0, 0xff, 0xff]))).toBe(-1);
    expect(findNoText(Uint8Array.from([0xff, 0xff]))).toBe(-1);
    expect(findNoText(Uint8Array.from([0x61, 0xff, 0x61, 0xff]))).toBe(2);
    expect(findNoText(Uint8Array.from([0xff, 0xff, 0]))).toBe(2);
    expect(findNoText(Uint8Array.from([0xc3, 0xff]))).toBe(0);
    expect(textLength(Uint8Array.from([1, 2]))).toBe(2);
  });
});

test.each<[string, number[], number | null]>([
  ['one word', [0x61, 0xff], 1],
  ['a word that begins the next', [0x61, 0xff, 0x61, 0x61, 0xff], 2],
  ['any bytes', [0x00, 0xff, 0x80, 0xff, 0xfe, 0xff], 3],
  ['no end', [0x61], null],
  ['no end of the last', [0x61, 0xff, 0x62], null],
  ['an empty word', [0xff], null],
  ['an empty word between', [0x61, 0xff, 0xff, 0x62, 0xff], null],
  ['twice', [0x61, 0xff, 0x61, 0xff], null],
  ['falling', [0x62, 0xff, 0x61, 0xff], null],
  ['the longer before what begins it', [0x61, 0x61, 0xff, 0x61, 0xff], null],
  ['bytes as signed numbers would rise', [0x80, 0xff, 0x7f, 0xff], null],
])('words of a list: %s', (_, bytes, words) => {
  expect(countWords(Uint8Array.from(bytes))).toBe(words);
});
