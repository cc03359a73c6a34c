import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LARGEST_BINARY32, nextAbove } from '../../src/numerics/binary32.ts';

test('nextAbove leaves no binary32 number between: zeros, subnormals, the largest, infinities', () => {
  const least = 2 ** -149;
  expect(nextAbove(0)).toBe(least);
  expect(nextAbove(-0)).toBe(least);
  expect(nextAbove(-least)).toBe(-0);
  expect(nextAbove(least)).toBe(2 * least);
  expect(nextAbove(1)).toBe(1 + 2 ** -23);
  expect(nextAbove(-1)).toBe(-(1 - 2 ** -24));
  expect(nextAbove(LARGEST_BINARY32)).toBe(Number.POSITIVE_INFINITY);
  expect(nextAbove(Number.NEGATIVE_INFINITY)).toBe(-LARGEST_BINARY32);
  expect(nextAbove(Number.POSITIVE_INFINITY)).toBeNaN();
  expect(nextAbove(Number.NaN)).toBeNaN();
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const above = nextAbove(x);
      expect(above).toBeGreaterThan(x);
      // Their middle, exact in binary64, has no place in binary32.
      if (Number.isFinite(above)) expect([x, above]).toContain(Math.fround((x + above) / 2) + 0);
    }),
  );
});
