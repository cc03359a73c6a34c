import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../src/text/clean-text.ts';
import { escapeXml } from '../../src/text/escape-xml.ts';
import { fitText } from '../../src/text/fit-text.ts';
import { isOutsideTable, measureText } from '../../src/text/measure-text.ts';
import { wrapText } from '../../src/text/wrap-text.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const font = fc.record({ size: fc.integer({ min: 8, max: 20 }), bold: fc.boolean() });
const width = fc.integer({ min: 0, max: 300 });

describe('measured', () => {
  test('as wide as the widest of the fonts that the table names', () => {
    // DejaVu Sans: W 989, i 278; Lato's W is 1036 and no i is wider. Digits of DejaVu Sans are 637.
    expect(measureText('Wi', { size: 1000 })).toBeCloseTo((1036 + 278) * 1.005, 9);
    expect(measureText('0123456789', { size: 10 })).toBeCloseTo(63.7 * 1.005, 9);
    expect(measureText('0', { bold: true })).toBeGreaterThan(measureText('0'));
    expect(measureText('')).toBe(0);
  });

  test('letters that no table holds count a whole size, and are known for it', () => {
    expect(measureText('層', { size: 12 })).toBeCloseTo(12 * 1.005, 9);
    expect(isOutsideTable('dense_層')).toBe(true);
    expect(isOutsideTable('Größe … dense_1')).toBe(false);
  });

  test('the parts of a text are together as wide as the whole', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii' }),
        fc.string({ unit: 'grapheme-ascii' }),
        font,
        (a, b, how) => {
          expect(measureText(a + b, how)).toBeCloseTo(measureText(a, how) + measureText(b, how), 6);
        },
      ),
    );
  });
});

describe('fitted', () => {
  test('never wider than allowed, and whole where there is room', () => {
    fc.assert(
      fc.property(anyText, width, font, (text, room, how) => {
        const fitted = fitText(text, room, how);
        expect(measureText(fitted, how)).toBeLessThanOrEqual(room);
        if (measureText(text, how) <= room) expect(fitted).toBe(cleanText(text));
      }),
    );
  });

  test('both ends stay', () => {
    const fitted = fitText('encoder/block_1/attention/query/kernel', 150);
    expect(fitted).toMatch(/^enc.*….*query\/kernel$/);
    expect(fitText('dense_1', 150)).toBe('dense_1');
    expect(fitText('dense_1', 5)).toBe('');
  });
});

describe('wrapped', () => {
  test('no line is wider than allowed and no short word is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,6}$/)),
        fc.integer({ min: 80, max: 300 }),
        (words, room) => {
          const lines = wrapText(words.join(' '), room);
          expect(lines.join(' ')).toBe(words.join(' '));
          for (const line of lines) expect(measureText(line)).toBeLessThanOrEqual(room);
        },
      ),
    );
    expect(wrapText('a b', 5)).toEqual([]);
  });
});

test('escaped text holds nothing that XML would read or refuse', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeXml(text);
      expect(escaped).not.toMatch(/[<>"']|&(?!#\d+;)/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML refuses
      expect(escaped).not.toMatch(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u);
    }),
  );
  expect(escapeXml('a\u0000<b>&\ud800c')).toBe('a &#60;b&#62;&#38;c');
});
