import { chainTime, receiptOf } from '@evm-ml/example-story';
import type { Hex } from 'viem';
import { describe, expect, it } from 'vitest';
import { abi, openRide, openRideFor, saltOf, sealTrip } from '../src/rewards.ts';
import { beginOf, changeSamples, encodeTrip } from '../src/trips.ts';
import { addressOf, SEAL_SECONDS, show } from './chain.ts';
import { city, FARE, useRewards } from './use-rewards.ts';

const here = useRewards();

describe('a trip', () => {
  it('the trip begins where and after the ride does, and is over', async () => {
    const { rider, driver } = here.stage;
    const now = await chainTime(rider);
    const open = async (began: bigint, x = 0) => {
      const pickup = { x: beginOf(city).x + x, y: beginOf(city).y };
      const ride = await openRide(rider, here.rewards, addressOf(driver), { fare: FARE, began, pickup });
      await sealTrip(driver, here.rewards, ride, city);
      return ride;
    };
    const [far, near, early] = [
      await open(now - 700n, 10_001),
      await open(now - 700n, -10_000),
      await open(now),
    ];
    await here.clock.pass(SEAL_SECONDS);
    expect(await here.refused(show(far, city))).toBe('BeginsElsewhere');
    expect(await here.refused(show(near, city))).toBeUndefined();
    expect(await here.refused(show(early, city))).toBe('EndsInTheFuture');
  });

  const changed = (at: number, change: (sample: number[]) => number[]): Hex =>
    encodeTrip(changeSamples(city, (sample, i) => (i === at ? change(sample) : sample)));
  it.each<[string, string, Hex]>([
    ['a sample too few', 'WrongLength', encodeTrip(city.slice(0, -5))],
    ['a sample too many', 'WrongLength', encodeTrip([...city, ...city.slice(-5)])],
    ['nothing', 'WrongLength', '0x'],
    ['half a number', 'WrongLength', `${encodeTrip(city)}0000`],
    ['the largest place', 'ImpossibleSample', changed(9, ([, ...rest]) => [2 ** 31 - 1, ...rest])],
    ['the smallest place', 'ImpossibleSample', changed(9, ([x, , ...rest]) => [x!, -(2 ** 31), ...rest])],
    [
      'the largest speed',
      'ImpossibleSample',
      changed(9, ([x, y, , ...rest]) => [x!, y!, 2 ** 31 - 1, ...rest]),
    ],
    ['a speed below zero', 'ImpossibleSample', changed(9, ([x, y, , ...rest]) => [x!, y!, -1, ...rest])],
    [
      'the smallest acceleration',
      'ImpossibleSample',
      changed(9, ([x, y, v, , t]) => [x!, y!, v!, -(2 ** 31), t!]),
    ],
    ['time that goes back', 'ImpossibleSample', changed(9, ([x, y, v, a]) => [x!, y!, v!, a!, 0])],
    ['time that jumps', 'ImpossibleSample', changed(64, ([x, y, v, a, t]) => [x!, y!, v!, a!, t! + 4_000])],
    ['a time before the ride', 'ImpossibleSample', changed(0, ([x, y, v, a]) => [x!, y!, v!, a!, -1])],
  ])('%s is refused, not judged', async (_, error, trip) => {
    const ride = await openRideFor(here.stage.rider, here.rewards, addressOf(here.stage.driver), {
      trip: city,
      fare: FARE,
    });
    const { address } = here.rewards;
    const { driver } = here.stage;
    const args = [ride, trip, saltOf(ride)] as const;
    const seal = await driver.public.readContract({ address, abi, functionName: 'sealOf', args });
    await receiptOf(
      driver,
      await driver.wallet.writeContract({ address, abi, functionName: 'sealTrip', args: [ride, seal] }),
    );
    await here.clock.pass(SEAL_SECONDS);
    expect(await here.refused(show(ride, trip))).toBe(error);
  });
});
