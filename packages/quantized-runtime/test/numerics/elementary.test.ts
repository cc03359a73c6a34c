import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as own from '../../src/numerics/elementary.ts';
import { powerOfTwo } from '../../src/numerics/power-of-two.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Relative to the expected number, or absolute where that is tiny. */
function close(actual: number, expected: number, tolerance = 4e-15): boolean {
  return Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-300);
}

describe('elementary functions from basic operations', () => {
  it.each([
    ['exp', own.exp, Math.exp, -700, 700],
    ['expm1', own.expm1, Math.expm1, -30, 30],
    ['log', own.log, Math.log, 1e-300, 1e300],
    ['log1p', own.log1p, Math.log1p, -0.5, 1],
    [
      'log1p',
      (x: number) => own.log1p(Math.fround(x)),
      (x: number) => Math.log1p(Math.fround(x)),
      -0.99,
      1e30,
    ],
    ['tanh', own.tanh, Math.tanh, -30, 30],
    ['sigmoid', own.sigmoid, (x: number) => 1 / (1 + Math.exp(-x)), -700, 700],
  ] as const)('%s agrees with the host to a few last places', (_, ours, host, min, max) => {
    fc.assert(
      fc.property(real(min, max), (x) => {
        expect(close(ours(x), host(x), 2e-14)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  // Abramowitz and Stegun, Handbook of Mathematical Functions, table 7.1.
  it.each([
    [0, 0],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [1.5, 0.9661051465],
    [2, 0.995322265],
    [2.5, 0.9995930479],
    [3, 0.9999779095],
  ])('erf(%d) is %d', (x, expected) => {
    expect(own.erf(x)).toBeCloseTo(expected, 9);
    expect(own.erf(-x)).toBeCloseTo(-expected, 9);
  });

  it('holds at the ends', () => {
    expect([-0, 709.5, -709, -Infinity, Infinity].map(own.exp)).toEqual([1, Infinity, 0, 0, Infinity]);
    expect(own.expm1(1e-300)).toBe(1e-300);
    expect([0, 1, Infinity].map(own.log)).toEqual([-Infinity, 0, Infinity]);
    expect(own.log(-1)).toBeNaN();
    expect(own.log(Math.SQRT2)).toBeCloseTo(Math.LN2 / 2, 15);
    expect([-1, -0, 0, Infinity].map(own.log1p)).toEqual([-Infinity, -0, 0, Infinity]);
    expect([-1.5, -Infinity, Number.NaN].map(own.log1p)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(own.log1p(1e-300)).toBe(1e-300);
    expect([-100, 100].map(own.tanh)).toEqual([-1, 1]);
    expect([-10, -6, 6, 10].map(own.erf)).toEqual([-1, -1, 1, 1]);
  });
});

it('powers of two are exact', () => {
  for (let n = -1022; n < 1024; n++) expect(powerOfTwo(n)).toBe(2 ** n);
});
