import { expect, test } from 'vitest';
import { integerSqrt } from '../../src/numerics/integer-sqrt.ts';
import { powerOfTwo } from '../../src/numerics/power-of-two.ts';
import { requantize, requantizeBy, requantizeFactor, requantizeWide } from '../../src/numerics/requantize.ts';
import { createRandom, type Random } from '../support/random.ts';

/** Rule N3 in exact integers. */
function exact(acc: number, mult: number, shift: number): number {
  const bits = BigInt(shift);
  return Number((BigInt(acc) * BigInt(mult) + (1n << (bits - 1n))) >> bits);
}

const INT32 = [-(2 ** 31), 2 ** 31 - 1] as const;
const MULT = [2 ** 20, 2 ** 21 - 1] as const;

/** An accumulator: an end of int32, near zero, an exact tie of this M and s, or anything. */
function drawAcc(random: Random, mult: number, shift: number): number {
  const kind = random.integer(0, 5);
  if (kind === 0) return random.pick(INT32);
  if (kind === 1) return random.integer(-4, 4);
  if (kind === 2 && shift <= 30) return (2 * random.integer(-8, 8) + 1) * 2 ** Math.max(0, shift - 1 - 20);
  if (kind === 3) return Math.round((random.integer(-300, 300) * 2 ** shift) / mult) % 2 ** 31;
  return random.integer(...INT32);
}

test('N3: 400,000 seeded cases equal exact integers, in both forms', () => {
  const random = createRandom(3);
  let wrong = 0;
  for (let run = 0; run < 400_000; run++) {
    const mult = random.integer(0, 9) === 0 ? random.pick(MULT) : random.integer(...MULT);
    const shift = random.integer(0, 9) === 0 ? random.pick([1, 52]) : random.integer(1, 52);
    const acc = drawAcc(random, mult, shift);
    const expected = exact(acc, mult, shift);
    if (requantize(acc, mult, shift) !== expected) wrong++;
    if (requantizeBy(acc, requantizeFactor(mult, shift)) !== expected) wrong++;
  }
  expect(wrong).toBe(0);
});

test('N3: every corner of acc, M and s', () => {
  for (const acc of [...INT32, INT32[0] + 1, -1, 0, 1]) {
    for (const mult of [2 ** 20, 2 ** 20 + 1, 2 ** 21 - 2, 2 ** 21 - 1]) {
      for (let shift = 1; shift <= 52; shift++) {
        expect(requantize(acc, mult, shift)).toBe(exact(acc, mult, shift));
        expect(requantizeBy(acc, requantizeFactor(mult, shift))).toBe(exact(acc, mult, shift));
      }
    }
  }
});

test('N3: ties go toward +infinity', () => {
  // acc * 2^20 / 2^21 = acc / 2
  expect([-3, -1, 1, 3].map((acc) => requantize(acc, 2 ** 20, 21))).toEqual([-1, 0, 1, 2]);
});

test('O6: the wide form equals exact integers for sums up to 2^46', () => {
  const random = createRandom(6);
  let wrong = 0;
  for (let run = 0; run < 100_000; run++) {
    const bits = random.integer(1, 46);
    const acc = Math.floor((random.unit() * 2 - 1) * 2 ** bits);
    const mult = random.integer(...MULT);
    const shift = random.integer(24, 52);
    if (requantizeWide(acc, mult, shift) !== exact(acc, mult, shift)) wrong++;
  }
  for (const acc of [2 ** 46 - 1, -(2 ** 46) + 1, 2 ** 24, -(2 ** 24), -1, 0]) {
    for (const shift of [24, 25, 38, 52]) {
      for (const mult of MULT) if (requantizeWide(acc, mult, shift) !== exact(acc, mult, shift)) wrong++;
    }
  }
  expect(wrong).toBe(0);
});

test('powers of two are exact', () => {
  let power = 1;
  for (let exponent = 0; exponent <= 1023; exponent++) {
    expect(powerOfTwo(exponent)).toBe(power);
    if (exponent <= 1022) expect(powerOfTwo(-exponent)).toBe(1 / power);
    power *= 2;
  }
});

test('integer square roots are floors', () => {
  const random = createRandom(4);
  for (let run = 0; run < 20_000; run++) {
    const n = BigInt(Math.floor(random.unit() * 2 ** 53)) << BigInt(random.integer(0, 20));
    const root = integerSqrt(n);
    expect(root * root <= n && n < (root + 1n) * (root + 1n)).toBe(true);
  }
  for (const n of [0n, 1n, 2n, 3n, 4n, 2n ** 62n - 1n, 2n ** 62n]) {
    const root = integerSqrt(n);
    expect(root * root <= n && n < (root + 1n) * (root + 1n)).toBe(true);
  }
});
