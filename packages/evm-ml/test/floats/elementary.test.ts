import { describe, expect, test } from 'vitest';
import { exponential } from '../../src/floats/elementary/exponential.ts';
import { inverseTanh } from '../../src/floats/elementary/inverse-tanh.ts';
import { ln2 } from '../../src/floats/elementary/ln2.ts';
import { roundEnclosure } from '../../src/floats/elementary/round-enclosure.ts';
import { BINARY32 } from '../../src/floats/format.ts';
import { bits } from './support/call.ts';

const INFINITY = 0x7f800000;
const NAN = 0x7fc00000n;
const ONE = 0x3f800000;

/** Flags of RISC-V. */
const [INEXACT, UNDERFLOW, OVERFLOW, DIVIDE_BY_ZERO, INVALID] = [1, 2, 4, 8, 16];

describe('rule E11: exact values and limits, the same in every mode', () => {
  const cases: readonly (readonly [string, number, bigint, number])[] = [
    ['exp32', 0, BigInt(ONE), 0],
    ['exp32', 0x80000000, BigInt(ONE), 0],
    ['exp32', INFINITY, BigInt(INFINITY), 0],
    ['exp32', 0xff800000, 0n, 0],
    ['ln32', ONE, 0n, 0],
    ['ln32', INFINITY, BigInt(INFINITY), 0],
    ['ln32', 0, 0xff800000n, DIVIDE_BY_ZERO],
    ['ln32', 0x80000000, 0xff800000n, DIVIDE_BY_ZERO],
    ['ln32', 0xbf800000, NAN, INVALID],
    ['ln32', 0xff800000, NAN, INVALID],
    ['tanh32', 0, 0n, 0],
    ['tanh32', 0x80000000, 0x80000000n, 0],
    ['tanh32', INFINITY, BigInt(ONE), 0],
    ['tanh32', 0xff800000, 0xbf800000n, 0],
    ['sigmoid32', 0, 0x3f000000n, 0],
    ['sigmoid32', 0x80000000, 0x3f000000n, 0],
    ['sigmoid32', INFINITY, BigInt(ONE), 0],
    ['sigmoid32', 0xff800000, 0n, 0],
    ...['exp32', 'ln32', 'tanh32', 'sigmoid32'].flatMap((name) => [
      [name, 0x7fc00001, NAN, 0] as const,
      [name, 0xff800001, NAN, INVALID] as const,
    ]),
  ];
  test.each(cases)('%s(%i)', (name, argument, expected, flags) => {
    for (const mode of [0, 1, 2, 3, 4]) expect(bits(name, argument, mode)).toEqual([expected, flags]);
  });
});

describe('rule E11: results beside a representable number', () => {
  /** Results in the modes 0 to 4. */
  const modes = (name: string, argument: number) =>
    [0, 1, 2, 3, 4].map((mode) => Number(bits(name, argument, mode)[0]));
  const [tiny, negativeTiny, huge, negativeHuge] = [1, 0x80000001, 0x7f7fffff, 0xff7fffff];

  test('e^x around x = 0 and at the ends', () => {
    expect(modes('exp32', tiny)).toEqual([ONE, ONE, ONE, ONE + 1, ONE]);
    expect(modes('exp32', negativeTiny)).toEqual([ONE, ONE - 1, ONE - 1, ONE, ONE]);
    expect(modes('exp32', huge)).toEqual([INFINITY, 0x7f7fffff, 0x7f7fffff, INFINITY, INFINITY]);
    expect(modes('exp32', negativeHuge)).toEqual([0, 0, 0, 1, 0]);
    expect(bits('exp32', huge, 0)[1]).toBe(OVERFLOW! | INEXACT!);
    expect(bits('exp32', negativeHuge, 0)[1]).toBe(UNDERFLOW! | INEXACT!);
  });

  test('sigmoid', () => {
    const half = 0x3f000000;
    expect(modes('sigmoid32', tiny)).toEqual([half, half, half, half + 1, half]);
    expect(modes('sigmoid32', negativeTiny)).toEqual([half, half - 1, half - 1, half, half]);
    expect(modes('sigmoid32', huge)).toEqual([ONE, ONE - 1, ONE - 1, ONE, ONE]);
    expect(modes('sigmoid32', negativeHuge)).toEqual([0, 0, 0, 1, 0]);
  });

  test('tanh', () => {
    expect(modes('tanh32', tiny)).toEqual([1, 0, 0, 1, 1]);
    expect(modes('tanh32', negativeTiny)).toEqual([
      0x80000001, 0x80000000, 0x80000001, 0x80000000, 0x80000001,
    ]);
    expect(modes('tanh32', huge)).toEqual([ONE, ONE - 1, ONE - 1, ONE, ONE]);
    expect(modes('tanh32', negativeHuge)).toEqual([
      0xbf800000, 0xbf7fffff, 0xbf800000, 0xbf7fffff, 0xbf800000,
    ]);
  });

  test('the borders between direct rounding and enclosures are seamless', () => {
    // First and last arguments of each branch: 2^-26, 2^7 (exp); 2^-13, 2^4 (tanh); 2^-25, 2^5, -2^7 (sigmoid).
    for (const [name, border] of [
      ['exp32', 0x32800000],
      ['exp32', 0x43000000],
      ['tanh32', 0x39000000],
      ['tanh32', 0x41800000],
      ['sigmoid32', 0x33000000],
      ['sigmoid32', 0x42000000],
    ] as const) {
      for (const mode of [0, 1, 2, 3, 4]) {
        const results = [-2, -1, 0, 1, 2].map((step) => bits(name, border + step, mode)[0]);
        expect(results).toEqual([...results].sort((a, b) => (a < b ? -1 : 1)));
      }
    }
  });
});

describe('enclosures', () => {
  // 120 digits of ln 2, OEIS A002162.
  const LN2 =
    693147180559945309417232121458176568075500134360255254120680009493393621969694715605863326996418687542147932140170819150n;

  test('ln 2 lies inside at every precision, and the width is a few units', () => {
    for (const size of [64, 128, 256]) {
      const { low, high } = ln2(size);
      expect(low * 10n ** 120n).toBeLessThan((LN2 + 1n) << BigInt(size));
      expect(high * 10n ** 120n).toBeGreaterThan(LN2 << BigInt(size));
      expect(high - low).toBeLessThan(400n);
    }
  });

  test('tighter enclosures lie inside wider ones', () => {
    for (const [significand, exponent] of [
      [1n, 0],
      [-1n, 0],
      [12_345_678n, -20],
      [-12_345_678n, -17],
      [8_388_609n, -49],
    ] as const) {
      const wide = exponential(significand, exponent, 128);
      const tight = exponential(significand, exponent, 256);
      expect(tight.exponent).toBe(wide.exponent);
      expect(tight.mantissa.low).toBeGreaterThanOrEqual(wide.mantissa.low << 128n);
      expect(tight.mantissa.high).toBeLessThanOrEqual(wide.mantissa.high << 128n);
    }
    const wide = inverseTanh(1n, 5n, 128);
    const tight = inverseTanh(1n, 5n, 256);
    expect(tight.low).toBeGreaterThanOrEqual(wide.low << 128n);
    expect(tight.high).toBeLessThanOrEqual(wide.high << 128n);
  });

  test('an enclosure that straddles a midpoint, or is too short, is asked again with twice the bits', () => {
    const asked: number[] = [];
    // 1 + 2^-24 is a midpoint; the number hides 2^-300 above it.
    const enclose = (precision: number) => {
      asked.push(precision);
      if (precision === 128) return { low: 1n, high: 2n, exponent: 0 };
      const scale = BigInt(precision);
      const midpoint = (1n << scale) + (1n << (scale - 24n));
      const hidden = scale > 300n ? 1n << (scale - 300n) : 0n;
      return { low: midpoint + hidden - 1n, high: midpoint + hidden + 1n, exponent: -precision };
    };
    expect(roundEnclosure(BINARY32, false, enclose, 0)).toEqual({ bits: 0x3f800001n, flags: 1 });
    expect(asked).toEqual([128, 256, 512]);
  });
});
