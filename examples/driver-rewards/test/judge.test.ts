import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '@evm-ml/evm';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { chainTime, send } from '@evm-ml/example-story';
import { describe, expect, it } from 'vitest';
import { JUDGE, showTrip } from '../src/rewards.ts';
import { modelFile, type Trip } from '../src/trips.ts';
import { alwaysHonest } from './believer.ts';
import { type Attempt, addressOf } from './chain.ts';
import { FARE, trips, useRewards } from './use-rewards.ts';

const here = useRewards();

const REGISTRY = { address: MODEL_REGISTRY_ADDRESS, abi: modelRegistryAbi } as const;
const [creeping, , again] = trips['creeping']! as [Trip, Trip, Trip];

/** The owner of the judge's name publishes another version of it. */
async function publish(artefact: Uint8Array): Promise<number> {
  const { wallet } = here.stage.owner;
  return (await wallet.extend(mlWalletActions()).deployModel({ artefact, name: JUDGE })).version;
}

/** A rider names a version. */
async function open(version: number): Promise<Attempt> {
  const now = await chainTime(here.stage.rider);
  return {
    functionName: 'open',
    args: [addressOf(here.stage.driver), now, 0, 0, now + 9_999n, version],
    value: FARE,
  };
}

describe('the judge changes', () => {
  it('a ride is judged by the version that its rider named; deprecated ones take no new rides', async () => {
    const { owner, driver, rider } = here.stage;
    const before = await here.sealed(creeping);
    const version = await publish(alwaysHonest());
    const after = await here.sealed(again);
    expect((await here.rideOf(before)).version).toBe(version - 1);
    expect((await here.rideOf(after)).version).toBe(version);
    expect((await showTrip(driver, here.rewards, before, creeping)).paid).toBe(0n);
    const args = [JUDGE, BigInt(version), 'believes everybody'] as const;
    await send(owner, { ...REGISTRY, functionName: 'deprecate', args });
    expect(await here.refused(await open(version), rider)).toBe('JudgeDeprecated');
    // Both agreed on it, and it still runs.
    expect((await showTrip(driver, here.rewards, after, again)).paid).toBe(FARE);
  });

  it('who publishes another version just before a ride is opened does not choose its judge', async () => {
    const { owner, rider } = here.stage;
    const known = await publish(modelFile('judge.evmml'));
    // Somebody's fare waits in the pool, and the owner comes first.
    const waiting = await open(known);
    expect(await here.refused(waiting, rider)).toBeUndefined();
    const other = await publish(alwaysHonest());
    expect(await here.refused(waiting, rider)).toBe('JudgeNotLatest');
    for (const version of [0, other + 1, 2 ** 32 - 1])
      expect(await here.refused(await open(version), rider)).toBe('JudgeNotLatest');
    expect(await here.refused(await open(other), rider)).toBeUndefined();
    // Back to the older one: that is the latest now.
    await send(owner, { ...REGISTRY, functionName: 'setLatest', args: [JUDGE, BigInt(known)] });
    expect(await here.refused(waiting, rider)).toBeUndefined();
  });

  it.each<[string, string, () => Uint8Array]>([
    ['that takes a step too few', 'ModelOfOtherShape', () => alwaysHonest(63)],
    ['that takes whole numbers only', 'ModelTakesNoReals', () => alwaysHonest(64, { whole: 1 })],
  ])(
    'one %s would leave a driver unpaid, whatever was driven: no ride is opened',
    async (_, error, artefact) => {
      const version = await publish(artefact());
      expect(await here.refused(await open(version), here.stage.rider)).toBe(error);
    },
  );
});
