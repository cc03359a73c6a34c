import { mlWalletActions } from '@evm-ml/evm/viem';
import { describe, expect, it } from 'vitest';
import { showTrip } from '../src/rewards.ts';
import { changeSamples, moveTrip, type Trip, turnTrip } from '../src/trips.ts';
import { alwaysHonest } from './believer.ts';
import { deployFresh, show } from './chain.ts';
import { city, FARE, trips, useRewards } from './use-rewards.ts';

const here = useRewards();

describe('replays', () => {
  const blurred = changeSamples(city, ([x, y, ...rest], i) => [
    x! + ((7 * i) % 80),
    y! - ((11 * i) % 80),
    ...rest,
  ]);
  it.each<[string, () => Trip]>([
    ['as it is', () => city],
    ['with every position changed', () => blurred],
    ['begun at another place', () => moveTrip(city, { x: 5_000_000, y: -77 })],
    ['with other speeds', () => changeSamples(city, ([x, y, v, a, t]) => [x!, y!, v! + 40, a! + 5, t!])],
    ['a second later', () => changeSamples(city, ([x, y, v, a, t]) => [x!, y!, v!, a!, t! + 1_000])],
  ])('an old trip, %s, is known again, by whomever it is shown', async (_, replayed) => {
    await showTrip(here.stage.driver, here.rewards, await here.sealed(city), city);
    const again = await here.sealed(replayed(), FARE, here.stage.other);
    expect(await here.refused(show(again, replayed()), here.stage.other)).toBe('Replayed');
  });

  it('different trips are not taken for each other', async () => {
    for (const kind of ['city', 'jam', 'fast', 'errand']) {
      for (const trip of trips[kind]!) {
        const ride = await here.sealed(trip);
        expect(await here.refused(show(ride, trip))).toBeUndefined();
        await showTrip(here.stage.driver, here.rewards, ride, trip);
      }
    }
  });

  it('a trip that hardly moved leaves too little to be known by: whatever a judge says, it is not paid', async () => {
    const { owner, driver } = here.stage;
    const name = 'drivers.example.believer';
    await owner.wallet.extend(mlWalletActions()).deployModel({ artefact: alwaysHonest(), name });
    here.rewards = await deployFresh(here.stage, name);
    // 30 m at a time, each in another eighth.
    const moving = (times: number): Trip =>
      changeSamples(Array(65 * 5).fill(0), (_, i) => [
        3_000 * Math.min(times, Math.floor(i / 8)),
        0,
        0,
        0,
        10_000 * i,
      ]);
    for (const trip of [moving(0), moving(3), trips['creeping']![0]!])
      expect(await here.refused(show(await here.sealed(trip), trip))).toBe('TooFewFingerprints');
    // Four are enough to be known again.
    const first = await here.sealed(moving(4));
    expect((await showTrip(driver, here.rewards, first, moving(4))).paid).toBe(FARE);
    expect(await here.refused(show(await here.sealed(moving(4)), moving(4)))).toBe('Replayed');
  });

  /** Without its first samples; as many more at its end, as fast and in the direction of the last one. */
  const cut = (trip: Trip, samples: number): Trip => {
    const longer = trip.slice(5 * samples);
    for (let i = 0; i < samples; i++) {
      const [before, last] = [longer.slice(-10, -5), longer.slice(-5)];
      longer.push(2 * last[0]! - before[0]!, 2 * last[1]! - before[1]!, last[2]!, 0, last[4]! + 10_000);
    }
    return longer;
  };
  it.each<[string, Trip]>([
    ['turned', turnTrip(city)],
    ['cut by ten seconds', cut(city, 1)],
    ['cut by a minute', cut(city, 6)],
  ])('an old trip that is %s is not known again: this is what still beats the contract', async (_, again) => {
    await showTrip(here.stage.driver, here.rewards, await here.sealed(city), city);
    const { paid } = await showTrip(here.stage.driver, here.rewards, await here.sealed(again), again);
    expect(paid).toBeGreaterThan(0n);
  });
});
