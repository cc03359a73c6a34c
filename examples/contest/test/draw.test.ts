import { numberToHex } from 'viem';
import { expect, it } from 'vitest';
import { pickGroups, randomnessOf, type Seed } from '../src/draw.ts';
import { secret } from './stage.ts';

it('a draw picks different groups, each as often as any other', () => {
  const DRAWS = 3_000;
  const counts = new Array<number>(20).fill(0);
  for (let i = 0; i < DRAWS; i++) {
    const picked = pickGroups(secret('draw', i), 20, 5);
    expect(new Set(picked).size).toBe(5);
    for (const group of picked) counts[group]!++;
  }
  // A quarter of the draws each; the standard deviation of a count is 24, five of them are allowed.
  for (const count of counts) expect(Math.abs(count - DRAWS / 4)).toBeLessThan(120);
});

it('the order of seeds does not matter, every seed and who gave it does', () => {
  const seedAt = (i: number): Seed => ({ giver: numberToHex(i, { size: 20 }), seed: secret('seed', i) });
  const [a, b, c] = [seedAt(1), seedAt(2), seedAt(3)];
  const of = (...seeds: readonly Seed[]) => randomnessOf(secret('id'), secret('own'), seeds);
  expect(of(a, b, c)).toBe(of(c, a, b));
  const swapped = { giver: a.giver, seed: b.seed };
  const all = [of(a, b, c), of(a, b), of(a), of(), of(b, c), of(swapped)];
  expect(new Set(all).size).toBe(all.length);
});
