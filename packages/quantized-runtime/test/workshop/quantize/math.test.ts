import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  toGateMultipliers,
  toMultiplier,
  toSharedMultipliers,
} from '../../../src/workshop/quantize/math/multiplier.ts';
import { createNormal, createUniform } from '../../../src/workshop/quantize/math/random.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('multipliers', () => {
  it('are normalized and within half a step (N3)', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32, max: 18 }), real(1, 2), (exponent, mantissa) => {
        const factor = mantissa * 2 ** exponent;
        const { mult, shift } = toMultiplier(factor);
        expect(mult).toBeGreaterThanOrEqual(2 ** 20);
        expect(mult).toBeLessThan(2 ** 21);
        expect(shift).toBeGreaterThanOrEqual(1);
        expect(shift).toBeLessThanOrEqual(52);
        expect(Math.abs(mult * 2 ** -shift - factor) / factor).toBeLessThanOrEqual(2 ** -20);
      }),
    );
  });

  it('come to the ends of N3 where a factor is beyond them', () => {
    expect(toMultiplier(0)).toEqual({ mult: 2 ** 20, shift: 52 });
    expect(toMultiplier(2 ** 40)).toEqual({ mult: 2 ** 21 - 1, shift: 1 });
    expect(toMultiplier(1 - 2 ** -40)).toEqual({ mult: 2 ** 20, shift: 20 });
  });

  it('share a shift, the larger with full precision (N6), gates with one bit less', () => {
    fc.assert(
      fc.property(real(1e-6, 100), real(1e-6, 100), (a, b) => {
        const { mults, shift } = toSharedMultipliers(a, b);
        expect(Math.max(...mults)).toBeGreaterThanOrEqual(2 ** 20);
        expect(Math.max(...mults)).toBeLessThan(2 ** 21);
        expect(Math.abs(mults[0] * 2 ** -shift - a)).toBeLessThanOrEqual(2 ** -shift);
        const gates = toGateMultipliers(a, b);
        expect(Math.max(...gates.mults)).toBeLessThan(2 ** 20);
        expect(Math.abs(gates.mults[1] * 2 ** -gates.shift - b)).toBeLessThanOrEqual(2 ** -gates.shift);
      }),
    );
  });
});

describe('made-up samples', () => {
  it('are the same every time, and what they are said to be', () => {
    const draw = (create: (seed: number) => () => number, seed: number): number[] => {
      const next = create(seed);
      return Array.from({ length: 4000 }, next);
    };
    expect(draw(createUniform, 1)).toEqual(draw(createUniform, 1));
    expect(draw(createUniform, 1)).not.toEqual(draw(createUniform, 2));
    for (const x of draw(createUniform, 3)) expect(x >= 0 && x < 1).toBe(true);
    const normal = draw(createNormal, 4);
    const mean = normal.reduce((sum, x) => sum + x, 0) / normal.length;
    const variance = normal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normal.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  });
});
