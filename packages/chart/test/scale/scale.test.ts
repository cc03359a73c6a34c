import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNumber } from '../../src/scale/format-number.ts';
import { linearScale } from '../../src/scale/linear-scale.ts';
import { logarithmicScale } from '../../src/scale/logarithmic-scale.ts';

/** Every binary64 number: the least, the largest, infinities and NaN too. */
const numbers = fc.array(fc.double(), { maxLength: 8 });
const kinds = {
  linear: linearScale,
  'linear with exact ends': (values: number[]) => linearScale(values, 'exact'),
  logarithmic: logarithmicScale,
} as const;

describe.each(Object.entries(kinds))('%s', (_, create) => {
  test('for any numbers: ticks lie on the axis in order, shares between 0 and 1 in the order of the values', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 12 }), (values, most) => {
        const scale = create(values);
        expect(scale.from).toBeLessThan(scale.to);
        expect(scale.share(scale.from)).toBe(0);
        expect(scale.share(scale.to)).toBe(1);
        const ticks = scale.ticks(most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(scale.from);
          expect(tick).toBeLessThanOrEqual(scale.to);
        }
        expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
        const shares = [...values, Number.NaN].sort((a, b) => a - b).map((value) => scale.share(value));
        for (const share of shares) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        const ordered = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
        const places = ordered.map((value) => scale.share(value));
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});

test('linear ends and ticks are round', () => {
  const scale = linearScale([3, 843]);
  expect([scale.from, scale.to]).toEqual([0, 900]);
  expect(scale.ticks(5)).toEqual([0, 200, 400, 600, 800]);
  expect(linearScale([0.93]).ticks(11)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  expect(linearScale([-4, 6]).share(1)).toBeCloseTo(0.5, 12);
  expect(linearScale([30.02], 'exact').to).toBe(30.02);
});

test('on a logarithmic axis equal ratios are equal distances, and the least value has room before it', () => {
  const scale = logarithmicScale([3.7, 93_390]);
  expect([scale.from, scale.to]).toEqual([2, 100_000]);
  expect(scale.ticks(8)).toEqual([10, 100, 1000, 10_000, 100_000]);
  expect(scale.share(1000) - scale.share(100)).toBeCloseTo(scale.share(100) - scale.share(10), 12);
  expect(scale.share(3.7)).toBeGreaterThan(0);
  expect(scale.share(0)).toBe(0);
  expect(scale.share(-5)).toBe(0);
  expect(logarithmicScale([2, 30]).ticks(8)).toEqual([1, 2, 5, 10, 20, 50]);
});

test.each([
  [0, '0'],
  [1613.8, '1610'],
  [48_278, '48,278'],
  [0.0504321, '0.0504'],
  [0.00059, '5.9e-4'],
  [1e9, '1e+9'],
  [-2.5, '-2.5'],
  [Number.POSITIVE_INFINITY, 'infinite'],
  [Number.NEGATIVE_INFINITY, '-infinite'],
  [Number.NaN, 'no number'],
])('%d is written as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});
