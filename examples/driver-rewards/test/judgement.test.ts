import { moneyOf } from '@evm-ml/example-story/testing';
import { loadModel } from '@evm-ml/quantized-runtime';
import { describe, expect, it } from 'vitest';
import { askRule, owedTo, showTrip, withdraw } from '../src/rewards.ts';
import { changeSamples, modelFile, moveTrip, type Trip } from '../src/trips.ts';
import { deployFresh } from './chain.ts';
import { city, FARE, honest, trips, useRewards } from './use-rewards.ts';

const here = useRewards();

describe('honest trips', () => {
  it('are paid what the network says, to the wei, and the rider gets the rest', async () => {
    const { driver, rider } = here.stage;
    let paid = 0n;
    for (const trip of honest) {
      const judged = await showTrip(driver, here.rewards, await here.sealed(trip), trip);
      expect(judged.honest).toBe(judgeBeside(trip));
      expect(judged.honest).toBeGreaterThanOrEqual(0.5);
      paid += judged.paid;
    }
    expect(await moneyOf(driver, here.rewards.address)).toEqual({ held: 4n * FARE, owed: 4n * FARE });
    expect(await withdraw(driver, here.rewards)).toBe(paid);
    if (paid < 4n * FARE) expect(await withdraw(rider, here.rewards)).toBe(4n * FARE - paid);
    expect(await moneyOf(driver, here.rewards.address)).toEqual({ held: 0n, owed: 0n });
  });

  it('may begin anywhere near the pick-up, and leave a wei of dust to nobody', async () => {
    const elsewhere = { x: 123_456_700, y: -98_765_400 };
    const trip = moveTrip(city, elsewhere);
    for (const fare of [1n, 3n]) {
      here.rewards = await deployFresh(here.stage);
      const { paid } = await showTrip(here.stage.driver, here.rewards, await here.sealed(trip, fare), trip);
      const [toDriver, toRider] = await Promise.all([
        owedTo(here.stage.driver, here.rewards),
        owedTo(here.stage.rider, here.rewards),
      ]);
      expect([toDriver, toDriver + toRider]).toEqual([paid, fare]);
    }
  });
});

describe('tricks', () => {
  it.each(['creeping', 'jitter', 'loops', 'speeding', 'adversary 1', 'adversary 2', 'adversary 3'])(
    '%s: most of it beats the rule, the network pays none of it',
    async (kind) => {
      for (const trip of trips[kind]!.slice(0, 2)) {
        const { honest: says, paid } = await showTrip(
          here.stage.driver,
          here.rewards,
          await here.sealed(trip),
          trip,
        );
        expect(says).toBeLessThan(0.5);
        expect(paid).toBe(0n);
      }
      const rule = await Promise.all(
        trips[kind]!.map((trip) => askRule(here.stage.driver, here.rewards, trip)),
      );
      expect(rule.filter(({ abandoned }) => !abandoned).length).toBeGreaterThan(0);
      expect(await owedTo(here.stage.rider, here.rewards)).toBe(2n * FARE);
    },
  );

  it('the rule knows a car that stands for five minutes, and one that moves a second before', async () => {
    const standing = Array.from({ length: 65 }, (_, i) => [0, 0, 0, 0, 10_000 * i]).flat();
    const asked = async (trip: Trip) => (await askRule(here.stage.driver, here.rewards, trip)).abandoned;
    expect(await asked(standing)).toBe(true);
    // Twelve metres forth and back, every 290 seconds.
    const creeping = changeSamples(standing, ([, ...rest], i) => [i % 58 < 29 ? 0 : 1_200, ...rest]);
    expect(await asked(creeping)).toBe(false);
  });
});

/** What a network answers beside the chain. */
function judgeBeside(trip: Trip): number {
  const sample = (i: number) => trip.slice(5 * i, 5 * i + 5);
  const series = Array.from({ length: 64 }, (_, i) => {
    const [first, last, now] = [sample(0), sample(i), sample(i + 1)];
    const ways = [now[0]! - first[0]!, now[1]! - first[1]!, now[0]! - last[0]!, now[1]! - last[1]!];
    return [...ways.map((cm) => cm / 100), now[2]! / 1_000, now[3]! / 1_000, (now[4]! - last[4]!) / 1_000];
  }).flat();
  const model = loadModel(modelFile('judge.evmml'));
  return model.decodeReal(model.run(model.encodeReal(series), 1))[0]!;
}
