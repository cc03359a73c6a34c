import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFixed18, toFixed18 } from '../../src/cli/io/fixed.ts';

const ONE = 10n ** 18n;

describe('toFixed18', () => {
  it.each([
    [0, 0n],
    [-0, 0n],
    [1, ONE],
    [-1.5, -15n * 10n ** 17n],
    // The binary64 number 0.1 is 0.1000000000000000055511...
    [0.1, 100000000000000006n],
    [-0.1, -100000000000000006n],
    [Number.MIN_VALUE, 0n],
    [-Number.MIN_VALUE, 0n],
    // 2^-19 = 1907348632812.5e-18 exactly: half goes up.
    [2 ** -19, 1907348632813n],
    [-(2 ** -19), -1907348632812n],
    [2 ** 60, 2n ** 60n * ONE],
  ])('rounds %d exactly', (x, expected) => {
    expect(toFixed18(x)).toBe(expected);
  });

  it('agrees with exact rational arithmetic', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 200 }), (n, k) => {
        const doubled = (2n * BigInt(n) * ONE + (1n << BigInt(k))) / 2n ** BigInt(k + 1);
        const floored =
          doubled * 2n ** BigInt(k + 1) > 2n * BigInt(n) * ONE + (1n << BigInt(k)) ? doubled - 1n : doubled;
        expect(toFixed18(n / 2 ** k)).toBe(floored);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is undone by fromFixed18 for what binary64 holds', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
        expect(Math.abs(fromFixed18(toFixed18(x)) - x)).toBeLessThanOrEqual(1e-18 + Math.abs(x) * 2 ** -52);
      }),
    );
  });
});
