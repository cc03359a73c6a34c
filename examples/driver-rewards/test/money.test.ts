import { deployContract, outcomeOf as outcomeOfCall } from '@evm-ml/example-story';
import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { abi, openRideFor, saltOf, sealTrip, showTrip, withdraw } from '../src/rewards.ts';
import { encodeTrip, type Trip } from '../src/trips.ts';
import { addressOf, SEAL_SECONDS } from './chain.ts';
import { expectMoneyKept } from './money.ts';
import { city, FARE, jam, useRewards } from './use-rewards.ts';

const here = useRewards();

describe('money', () => {
  it('who refuses money or reaches in again is paid once, and holds up nobody', async () => {
    const { owner, other, rider, compiled } = here.stage;
    const attackerAbi = parseAbi([
      'function set(bool greedy, bool refusing)',
      'function sealTrip(uint256 id, bytes32 seal)',
      'function show(uint256 id, bytes trip, bytes32 salt)',
      'function withdraw(address to)',
      'function failed() view returns (bool)',
    ]);
    const attacker = await deployContract(owner, compiled['Attacker']!, [here.rewards.address]);
    const act = (functionName: string, args: unknown[]) =>
      outcomeOfCall(owner, { address: attacker, abi: attackerAbi, functionName, args });
    const ride = await openRideFor(rider, here.rewards, attacker, { trip: city, fare: FARE });
    const bystander = await openRideFor(rider, here.rewards, addressOf(other), { trip: jam, fare: FARE });
    const sealOf = (id: bigint, trip: Trip) =>
      owner.public.readContract({
        address: here.rewards.address,
        abi,
        functionName: 'sealOf',
        args: [id, encodeTrip(trip), saltOf(id)],
      });
    expect(await act('sealTrip', [ride, await sealOf(ride, city)])).toBe('success');
    await sealTrip(other, here.rewards, bystander, jam);
    await here.clock.pass(SEAL_SECONDS);
    await act('set', [false, true]);
    expect(await act('show', [ride, encodeTrip(city), saltOf(ride)])).toBe('success');
    expect(await act('withdraw', [attacker])).toBe('reverted');
    expect((await showTrip(other, here.rewards, bystander, jam)).paid).toBeGreaterThan(0n);
    await withdraw(other, here.rewards);
    await act('set', [true, false]);
    const owed = await here.owedTo(attacker);
    expect(await act('withdraw', [attacker])).toBe('success');
    expect(await owner.public.getBalance({ address: attacker })).toBe(owed);
    expect(
      await owner.public.readContract({ address: attacker, abi: attackerAbi, functionName: 'failed' }),
    ).toBe(true);
    expect(await act('withdraw', [attacker])).toBe('reverted');
  });

  it('is kept, whatever people try in whichever order', async () => {
    // DRIVER_REWARDS_FUZZ=500 for an hour of it.
    await expectMoneyKept(here.stage, Number(process.env['DRIVER_REWARDS_FUZZ'] ?? 2));
  }, 7_200_000);
});
