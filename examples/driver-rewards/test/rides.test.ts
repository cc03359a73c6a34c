import { chainTime, deployContract } from '@evm-ml/example-story';
import type { Address } from 'viem';
import { describe, expect, it } from 'vitest';
import { JUDGE, sealTrip, showTrip } from '../src/rewards.ts';
import { beginOf, changeSamples } from '../src/trips.ts';
import { type Attempt, addressOf, deployFresh, SEAL_SECONDS, show } from './chain.ts';
import { city, jam, useRewards } from './use-rewards.ts';

const here = useRewards();

/** Seconds of the longest trip: 64 times twelve. */
const LONGEST = 768n;

describe('a ride', () => {
  it('a ride is judged or reclaimed once', async () => {
    const { driver, rider } = here.stage;
    const ride = await here.sealed(city);
    await showTrip(driver, here.rewards, ride, city);
    expect(await here.refused(show(ride, city))).toBe('NotOpen');
    expect(await here.refused({ functionName: 'reclaim', args: [ride] }, rider)).toBe('NotOpen');
    const unused = await here.sealed(jam);
    await here.clock.pass(3_600n);
    expect(await here.refused({ functionName: 'reclaim', args: [unused] }, driver)).toBe('NotTheRider');
    expect(await here.outcome({ functionName: 'reclaim', args: [unused] }, rider)).toBe('success');
    expect(await here.refused(show(unused, jam))).toBe('NotOpen');
    expect(await here.refused({ functionName: 'reclaim', args: [unused] }, rider)).toBe('NotOpen');
  });

  it('the last second is the driver’s, the next one the rider’s', async () => {
    const { driver, rider } = here.stage;
    const [first, second] = [await here.sealed(city), await here.sealed(jam)];
    const { deadline } = await here.rideOf(first);
    const reclaim = (ride: bigint): Attempt => ({ functionName: 'reclaim', args: [ride] });
    await here.clock.nextAt(deadline);
    expect(await here.outcome(show(first, city), driver)).toBe('success');
    const { deadline: later } = await here.rideOf(second);
    await here.clock.nextAt(later);
    expect(await here.outcome(reclaim(second), rider)).toBe('reverted');
    await here.clock.nextAt(later + 1n);
    expect(await here.outcome(show(second, jam), driver)).toBe('reverted');
    await here.clock.nextAt(later + 2n);
    expect(await here.outcome(reclaim(second), rider)).toBe('success');
  });

  it('rides that make no sense are not opened, and nobody finds one that was not', async () => {
    const { rider } = here.stage;
    const now = await chainTime(rider);
    const nobody: Address = '0x0000000000000000000000000000000000000000';
    const day = 86_400n;
    const cases: [Attempt, string | undefined][] = [
      [open(now, now + 10_000n), undefined],
      [open(now, now + 10_000n, { driver: nobody }), 'NoDriver'],
      [open(now, now + 10_000n, { value: 0n }), 'NoFare'],
      [open(now + 1_000n, now + 10_000n), 'BeganWrong'],
      [open(now - day - 100n, now + 10_000n), 'BeganWrong'],
      [open(0n, now + 10_000n), 'BeganWrong'],
      [open(now, 0n), 'DeadlineWrong'],
      [open(now, 2n ** 64n - 1n), 'DeadlineWrong'],
    ];
    for (const [attempt, error] of cases)
      expect([attempt, await here.refused(attempt, rider)]).toEqual([attempt, error]);
    expect(await here.refused(show(0n, city))).toBe('NotOpen');
    expect(await here.refused({ functionName: 'reclaim', args: [0n] }, rider)).toBe('NotOpen');
    here.rewards = await deployFresh(here.stage, 'nobody.has.this');
    expect(await here.refused(open(now, now + 10_000n), rider)).toBe('JudgeUnknown');
  });

  it('a deadline leaves time for the longest trip and its seal, and a second more', async () => {
    const { rider, driver } = here.stage;
    const start = (await chainTime(rider)) + 100n;
    // Began just now, began while a trip may still be driven, and is over, whatever was driven.
    for (const [i, began] of [0n, 700n, 800n].entries()) {
      const now = start + 1_000n * BigInt(i);
      const over = began < LONGEST ? now - began + LONGEST : now;
      await here.clock.nextAt(now);
      expect(await here.outcome(open(now - began, over + SEAL_SECONDS), rider)).toBe('reverted');
      await here.clock.nextAt(now + 1n);
      const least = (began < LONGEST ? over : now + 1n) + SEAL_SECONDS + 1n;
      expect(await here.outcome(open(now - began, least), rider)).toBe('success');
    }
    // The slowest phone's trip, shown in the last second.
    const now = start + 10_000n;
    const slow = changeSamples(city, ([x, y, v, a], i) => [x!, y!, v!, a!, 12_000 * i]);
    await here.clock.nextAt(now);
    const deadline = now + LONGEST + SEAL_SECONDS + 1n;
    expect(await here.outcome(open(now, deadline, { pickup: beginOf(slow) }), rider)).toBe('success');
    await here.clock.nextAt(now + LONGEST + 1n);
    await sealTrip(driver, here.rewards, 3n, slow);
    await here.clock.nextAt(deadline);
    expect(await here.outcome(show(3n, slow))).toBe('success');
  });

  it('no fare is locked for longer than a week', async () => {
    const { rider } = here.stage;
    const now = (await chainTime(rider)) + 100n;
    const week = 7n * 86_400n;
    await here.clock.nextAt(now);
    expect(await here.outcome(open(now, now + week + 1n), rider)).toBe('reverted');
    await here.clock.nextAt(now + 1n);
    expect(await here.outcome(open(now, now + 1n + week), rider)).toBe('success');
  });

  it('a contract that left no time between a seal and its trip is not made', async () => {
    const { owner, compiled } = here.stage;
    for (const seconds of [0n, 86_401n, 2n ** 64n - 1n])
      await expect(deployContract(owner, compiled['DriverRewards']!, [JUDGE, seconds])).rejects.toThrow(
        'reverted',
      );
    await deployContract(owner, compiled['DriverRewards']!, [JUDGE, 86_400n]);
  });
});

/** A rider opens a ride, by the judge's only version. */
function open(
  began: bigint,
  deadline: bigint,
  { driver = addressOf(here.stage.driver), value = 1n, pickup = { x: 0, y: 0 } } = {},
): Attempt {
  return { functionName: 'open', args: [driver, began, pickup.x, pickup.y, deadline, 1], value };
}
