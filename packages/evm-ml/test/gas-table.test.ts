import { type Effort, KINDS, type Kind, type Profile } from '@evm-ml/quantized-runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATOR_PRICES, operatorGas } from '../src/index.ts';

const PROFILES = ['a16', 'a8', 'f32'] as const satisfies readonly Profile[];
const LISTED = PROFILES.flatMap((profile) => KINDS[profile].map((kind) => [profile, kind] as const));
const priceOf = (profile: Profile, kind: Kind) =>
  Object.entries(OPERATOR_PRICES[profile]).find(([name]) => name === kind)?.[1];

/** The pairs of LISTED belong together. */
const gasOf = (profile: Profile, kind: Kind, effort: Effort) => operatorGas({ profile, kind, effort });

const count = fc.nat(2 ** 48);
const EFFORT: fc.Arbitrary<Effort> = fc.record({ products: count, writes: count, reads: count, runs: count });

describe('the table', () => {
  it('has whole prices for every kind of every profile, and for nothing else', () => {
    for (const profile of PROFILES) {
      expect(Object.keys(OPERATOR_PRICES[profile]).sort()).toEqual([...KINDS[profile]].sort());
    }
    for (const [profile, kind] of LISTED) {
      const price = priceOf(profile, kind)!;
      expect(price).toHaveLength(5);
      for (const part of price)
        expect(Number.isSafeInteger(part) && part >= 0, `${profile} ${kind}`).toBe(true);
      // No call of a kernel is free.
      expect(price[0]).toBeGreaterThanOrEqual(10);
    }
  });
});

describe('gas of an operator', () => {
  it('grows with what is written, wherever it comes from', () => {
    const nothing: Effort = { products: 0, writes: 0, reads: 0, runs: 0 };
    // Every element that a pool writes has a window of its own.
    const free = LISTED.filter(
      ([profile, kind]) =>
        !kind.startsWith('pool.') &&
        gasOf(profile, kind, { ...nothing, writes: 2 ** 24 }) - gasOf(profile, kind, nothing) < 5_000n,
    );
    expect(free).toEqual([]);
    const windows = LISTED.filter(([, kind]) => kind === 'pool.max').map(([profile, kind]) =>
      gasOf(profile, kind, { ...nothing, products: 8 * 2 ** 20, runs: 2 ** 20 }),
    );
    expect(windows.filter((gas) => gas < 100_000n)).toEqual([]);
  });

  it('is exact for any counts: nothing overflows and nothing is lost to rounding', () => {
    const property = fc.property(fc.constantFrom(...LISTED), EFFORT, ([profile, kind], effort) => {
      const [base, product, write, read, run] = priceOf(profile, kind)!.map(BigInt) as [
        bigint,
        bigint,
        bigint,
        bigint,
        bigint,
      ];
      const { products, writes, reads, runs } = effort;
      const sum =
        BigInt(products) * product + BigInt(writes) * write + BigInt(reads) * read + BigInt(runs) * run;
      const gas = gasOf(profile, kind, effort);
      // The least whole number of gas that is not below.
      expect((gas - base) * 1_000_000n >= sum && (gas - base - 1n) * 1_000_000n < sum).toBe(true);
    });
    fc.assert(property, { seed: 1, numRuns: 500 });
  });

  it('never falls when any count grows', () => {
    const part = fc.constantFrom('products', 'writes', 'reads', 'runs' as const);
    const property = fc.property(
      fc.constantFrom(...LISTED),
      EFFORT,
      part,
      count,
      ([profile, kind], effort, grown, more) => {
        const greater = { ...effort, [grown]: effort[grown] + more };
        expect(gasOf(profile, kind, greater) >= gasOf(profile, kind, effort)).toBe(true);
      },
    );
    fc.assert(property, { seed: 2, numRuns: 500 });
  });
});
