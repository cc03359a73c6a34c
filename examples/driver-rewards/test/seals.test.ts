import { receiptOf } from '@evm-ml/example-story';
import { describe, expect, it } from 'vitest';
import { abi, openRideFor, saltOf, sealTrip, showTrip } from '../src/rewards.ts';
import { addressOf, SEAL_SECONDS, show } from './chain.ts';
import { city, FARE, jam, useRewards } from './use-rewards.ts';

const here = useRewards();

describe('a sealed trip', () => {
  it('nobody else seals or shows it, and what was sealed cannot be changed', async () => {
    const ride = await here.sealed(city);
    expect(await here.refused(show(ride, city), here.stage.other)).toBe('NotTheDriver');
    const seal = (await here.rideOf(ride)).seal;
    expect(await here.refused({ functionName: 'sealTrip', args: [ride, seal] }, here.stage.other)).toBe(
      'NotTheDriver',
    );
    expect(await here.refused(show(ride, jam))).toBe('NotSealed');
    expect(await here.refused(show(ride, city, saltOf(99n)))).toBe('NotSealed');
  });

  it('who copies a trip out of the pool seals too late, and the copy is a replay by then', async () => {
    const { other, driver } = here.stage;
    const ride = await here.sealed(city);
    const theirs = await openRideFor(here.stage.rider, here.rewards, addressOf(other), {
      trip: city,
      fare: FARE,
    });
    // The seal itself is of no use in another ride.
    await receiptOf(
      other,
      await other.wallet.writeContract({
        address: here.rewards.address,
        abi,
        functionName: 'sealTrip',
        args: [theirs, (await here.rideOf(ride)).seal],
      }),
    );
    await here.clock.pass(SEAL_SECONDS);
    expect(await here.refused(show(theirs, city, saltOf(ride)), other)).toBe('NotSealed');
    // Now the driver's transaction waits, and the copy is sealed before it.
    await sealTrip(other, here.rewards, theirs, city);
    expect(await here.refused(show(theirs, city), other)).toBe('SealedTooLately');
    expect((await showTrip(driver, here.rewards, ride, city)).paid).toBeGreaterThan(0n);
    await here.clock.pass(SEAL_SECONDS);
    expect(await here.refused(show(theirs, city), other)).toBe('Replayed');
  });

  it('a seal that is replaced is fresh again', async () => {
    const ride = await here.sealed(city);
    await sealTrip(here.stage.driver, here.rewards, ride, city);
    expect(await here.refused(show(ride, city))).toBe('SealedTooLately');
  });
});
