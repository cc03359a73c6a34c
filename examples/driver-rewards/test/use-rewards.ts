import type { Client } from '@evm-ml/example-story';
import { type Address, type ContractFunctionReturnType, parseEther } from 'viem';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { abi, openRideFor, type Rewards, sealTrip } from '../src/rewards.ts';
import { readTrips, type Trip } from '../src/trips.ts';
import {
  type Attempt,
  addressOf,
  clockOf,
  deployFresh,
  outcomeOf,
  refusalOf,
  SEAL_SECONDS,
  type Stage,
  setStage,
} from './chain.ts';

export const FARE = parseEther('1');

export const trips = readTrips();
export const honest = ['city', 'jam', 'fast', 'errand'].map((kind) => trips[kind]![0]!);
export const [city, jam] = honest as [Trip, Trip];

/** The tests of a file share a chain; each has a contract of its own. */
export function useRewards(): Here {
  const here = new Here();
  beforeAll(async () => {
    here.stage = await setStage();
    here.clock = clockOf(here.stage);
  });
  afterAll(() => here.stage.node.close());
  beforeEach(async () => {
    here.rewards = await deployFresh(here.stage);
  });
  return here;
}

/** A test's contract, and what is tried there. */
export class Here {
  stage!: Stage;
  clock!: ReturnType<typeof clockOf>;
  rewards!: Rewards;

  /** A ride that begins where a trip does, whose trip is sealed long enough. */
  async sealed(trip: Trip, fare = FARE, driver = this.stage.driver): Promise<bigint> {
    const ride = await openRideFor(this.stage.rider, this.rewards, addressOf(driver), { trip, fare });
    await sealTrip(driver, this.rewards, ride, trip);
    await this.clock.pass(SEAL_SECONDS);
    return ride;
  }

  /** Name of the error by which the contract would refuse; undefined where it would not. */
  refused(attempt: Attempt, who: Client = this.stage.driver): Promise<string | undefined> {
    return refusalOf(who, this.rewards, attempt);
  }

  /** 'success' or 'reverted'. */
  outcome(attempt: Attempt, who: Client = this.stage.driver): Promise<string> {
    return outcomeOf(who, this.rewards, attempt);
  }

  rideOf(ride: bigint): Promise<ContractFunctionReturnType<typeof abi, 'view', 'rideOf'>> {
    const call = { address: this.rewards.address, abi, functionName: 'rideOf', args: [ride] } as const;
    return this.stage.rider.public.readContract(call);
  }

  owedTo(account: Address): Promise<bigint> {
    const call = { address: this.rewards.address, abi, functionName: 'owed', args: [account] } as const;
    return this.stage.rider.public.readContract(call);
  }
}
