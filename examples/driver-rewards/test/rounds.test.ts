import { findFaults } from '@evm-ml/chart/inspect';
import { expect, it } from 'vitest';
import { readAgain, readRounds } from '../src/rounds.ts';
import { roundsSvg } from '../src/rounds-svg.ts';
import { modelFile, reachOf, readTrips } from '../src/trips.ts';

it('the picture is drawn from the record, and its texts fit', () => {
  const svg = roundsSvg(readRounds(), readAgain());
  expect(findFaults(svg)).toEqual([]);
  expect(new TextDecoder().decode(modelFile('rounds.svg'))).toBe(svg);
});

it('what adversaries made stays in the neighbourhood, what honest drivers drove leaves it', () => {
  const trips = readTrips();
  for (const [kind, made] of Object.entries(trips)) {
    if (kind.startsWith('adversary')) for (const trip of made) expect(reachOf(trip)).toBeLessThanOrEqual(300);
    if (kind === 'city' || kind === 'fast')
      for (const trip of made) expect(reachOf(trip)).toBeGreaterThan(300);
  }
});
