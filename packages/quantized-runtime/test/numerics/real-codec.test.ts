import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixedToBinary32, LARGEST_BINARY32 } from '../../src/numerics/binary32.ts';
import { rationalOf, realToFixed } from '../../src/numerics/rational.ts';
import {
  createFixedDecoder,
  createIndexEncoder,
  createIntegerEncoder,
  FIXED_LIMIT,
  FLOAT_ENCODER,
} from '../../src/numerics/real-codec.ts';

const ONE = 10n ** 18n;
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const scales = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
const runs = { numRuns: 3000, seed: 13 };

/** Rule N13 in exact fractions. */
function quantizeExactly(
  fixed: bigint,
  scale: number,
  offset: number,
  zero: number,
  low: number,
  high: number,
): number {
  const s = rationalOf(scale);
  const o = rationalOf(offset);
  // (fixed / 1e18 - offset) / scale + 1/2
  const numerator = (fixed * o.denominator - o.numerator * ONE) * s.denominator * 2n;
  const denominator = ONE * o.denominator * s.numerator * 2n;
  const shifted = numerator + denominator / 2n;
  let floor = shifted / denominator;
  if (shifted < 0n && floor * denominator !== shifted) floor -= 1n;
  const q = floor + BigInt(zero);
  return q < BigInt(low) ? low : q > BigInt(high) ? high : Number(q);
}

test('a double is the fraction that it is', () => {
  fc.assert(
    fc.property(finite, (x) => {
      const { numerator, denominator } = rationalOf(x);
      // Division of two exactly known numbers, taken in parts that binary64 holds.
      const bits = denominator.toString(2).length - 1;
      const back = Number(numerator) / 2 ** Math.min(bits, 1000) / 2 ** Math.max(bits - 1000, 0);
      expect(back).toBe(x === 0 ? 0 : x);
    }),
    runs,
  );
});

describe('N13: integers', () => {
  test('encodeFixed is the formula', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 30n), 10n ** 30n),
        scales,
        finite,
        fc.integer({ min: -128, max: 127 }),
        (x, s, o, z) => {
          const offset = Math.abs(o) > 1e20 ? 0 : o;
          const encoder = createIntegerEncoder([s], [offset], z, -128, 127);
          expect(encoder.fixed(x)).toBe(quantizeExactly(x, s, offset, z, -128, 127));
        },
      ),
      runs,
    );
  });

  test('encodeReal gives what encodeFixed gives for round(x * 1e18)', () => {
    fc.assert(
      fc.property(finite, scales, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x, s, o) => {
        const encoder = createIntegerEncoder([s], [o], 0, -32767, 32767);
        expect(encoder.real(x)).toBe(encoder.fixed(realToFixed(x)));
      }),
      runs,
    );
  });

  test('encodeReal at and beside exact ties', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -40000, max: 40000 }),
        fc.constantFrom(0.5, 0.125, 0.1, 1 / 3, 0.001),
        fc.constantFrom(0, 1e-18, -1e-18, 1e-15),
        (q, s, nudge) => {
          const encoder = createIntegerEncoder([s], [0.25], 0, -32767, 32767);
          const x = (q + 0.5) * s + 0.25 + nudge;
          expect(encoder.real(x)).toBe(encoder.fixed(realToFixed(x)));
        },
      ),
      runs,
    );
  });

  test('encodeFixed at and one unit beside exact ties', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -40000, max: 40000 }),
        fc.constantFrom(0.5, 0.125, 0.1, 1 / 3, 0.001, 2 ** -40),
        fc.constantFrom(0.25, 0, 0.1, -1e6),
        fc.constantFrom(0n, 1n, -1n, 1000n),
        (q, s, o, nudge) => {
          const encoder = createIntegerEncoder([s], [o], 0, -32767, 32767);
          const scale = rationalOf(s);
          const offset = rationalOf(o);
          // (q + 1/2) * s + o in units of 1e-18, rounded down
          const tie =
            ((2n * BigInt(q) + 1n) * scale.numerator * ONE) / (2n * scale.denominator) +
            (offset.numerator * ONE) / offset.denominator +
            nudge;
          expect(encoder.fixed(tie)).toBe(quantizeExactly(tie, s, o, 0, -32767, 32767));
        },
      ),
      runs,
    );
  });

  test('saturates, infinities too; NaN is refused', () => {
    const encoder = createIntegerEncoder([0.1], [0], 0, -32767, 32767);
    expect([1e300, -1e300, Infinity, -Infinity].map((x) => encoder.real(x))).toEqual([
      32767, -32767, 32767, -32767,
    ]);
    expect(encoder.fixed(2n ** 255n - 1n)).toBe(32767);
    expect(() => encoder.real(Number.NaN)).toThrow(/NaN/);
  });

  test('ties go toward +infinity', () => {
    const encoder = createIntegerEncoder([1], [0], 0, -128, 127);
    expect([-ONE / 2n, ONE / 2n, (3n * ONE) / 2n].map((x) => encoder.fixed(x))).toEqual([0, 1, 2]);
  });
});

describe('N13: binary32', () => {
  test('fixed numbers go to the nearest, ties to even', () => {
    const exactlyNearest = (fixed: bigint, y: number): boolean => {
      const distance = (candidate: number): bigint => {
        const { numerator, denominator } = rationalOf(candidate);
        const gap = numerator * ONE - fixed * denominator;
        return ((gap < 0n ? -gap : gap) * 2n ** 200n) / denominator;
      };
      const bits = new Int32Array(new Float32Array([y]).buffer)[0]!;
      const neighbour = (step: number) => new Float32Array(new Int32Array([bits + step]).buffer)[0]!;
      const here = distance(y);
      const tied = [1, -1].filter((step) => distance(neighbour(step)) === here);
      return (
        [1, -1].every((step) => here <= distance(neighbour(step))) && (tied.length === 0 || (bits & 1) === 0)
      );
    };
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 40n), fc.integer({ min: 0, max: 100 }), (x, shift) => {
        const fixed = (x >> BigInt(shift)) + 1n;
        expect(exactlyNearest(fixed, fixedToBinary32(fixed))).toBe(true);
        expect(fixedToBinary32(-fixed)).toBe(-fixedToBinary32(fixed));
      }),
      runs,
    );
    // 2^24 + 1 lies half way between 2^24 and 2^24 + 2; one more unit of 1e-18 decides.
    expect(fixedToBinary32((2n ** 24n + 1n) * ONE)).toBe(2 ** 24);
    expect(fixedToBinary32((2n ** 24n + 1n) * ONE + 1n)).toBe(2 ** 24 + 2);
    expect(fixedToBinary32((2n ** 24n + 3n) * ONE)).toBe(2 ** 24 + 4);
    expect(fixedToBinary32(2n ** 255n)).toBe(LARGEST_BINARY32);
    expect(fixedToBinary32(-(2n ** 255n))).toBe(-LARGEST_BINARY32);
    expect(Object.is(fixedToBinary32(0n), 0)).toBe(true);
  });

  test('encodeReal gives what encodeFixed gives', () => {
    const near = fc.integer({ min: 0, max: 2 ** 25 }).map((m) => m * 2 ** -24 + 2 ** -49);
    fc.assert(
      fc.property(fc.oneof(finite, near, fc.double({ min: -10, max: 10, noNaN: true })), (x) => {
        expect(FLOAT_ENCODER.real(x)).toBe(FLOAT_ENCODER.fixed(realToFixed(x)));
      }),
      runs,
    );
    expect(FLOAT_ENCODER.real(Infinity)).toBe(LARGEST_BINARY32);
  });
});

test('indices are whole numbers within the limit', () => {
  const encoder = createIndexEncoder(10);
  expect(encoder.fixed(9n * ONE)).toBe(9);
  expect(encoder.real(0)).toBe(0);
  for (const wrong of [-ONE, 10n * ONE, ONE / 2n, ONE + 1n])
    expect(() => encoder.fixed(wrong)).toThrow(/0 to 9/);
  for (const wrong of [-1, 10, 0.5, Number.NaN, Infinity])
    expect(() => encoder.real(wrong)).toThrow(/0 to 9/);
});

test('outputs leave as floor((q - zero) * scale * 1e18 + 1/2)', () => {
  const decode = createFixedDecoder('i16', 0.5, 0);
  expect([3, -3, 0].map(decode)).toEqual([(3n * ONE) / 2n, (-3n * ONE) / 2n, 0n]);
  expect(createFixedDecoder('i8', 2 ** -60, -128)(-127)).toBe(1n);
  // 2^-61 * 1e18 = 0.43..; 2^-60 * 1e18 = 0.867
  expect(createFixedDecoder('i8', 2 ** -61, 0)(1)).toBe(0n);
  const float = createFixedDecoder('f32', 1, 0);
  expect([Number.NaN, Infinity, -Infinity, 1.5].map(float)).toEqual([
    -FIXED_LIMIT - 1n,
    FIXED_LIMIT,
    -FIXED_LIMIT,
    (3n * ONE) / 2n,
  ]);
});
