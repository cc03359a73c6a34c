import type { Client } from '@evm-ml/example-story';
import { moneyOf } from '@evm-ml/example-story/testing';
import fc from 'fast-check';
import { expect } from 'vitest';
import { abi, openRide, type Rewards, sealTrip } from '../src/rewards.ts';
import { beginOf, readTrips, type Trip, turnTrip } from '../src/trips.ts';
import { addressOf, clockOf, deployFresh, outcomeOf, SEAL_SECONDS, type Stage, show } from './chain.ts';

/** Events of one chain of them. */
const LENGTH = 14;

const trips = readTrips();
const TRIPS: readonly Trip[] = [
  trips['city']![0]!,
  trips['jam']![0]!,
  trips['errand']![0]!,
  trips['creeping']![0]!,
  turnTrip(trips['city']![0]!),
  // Cut short.
  trips['fast']![0]!.slice(0, -5),
];

/** What somebody tries; numbers are taken modulo how many there are. */
type Event =
  | { readonly kind: 'open'; readonly driver: number; readonly fare: bigint; readonly trip: number }
  | { readonly kind: 'seal' | 'show'; readonly who: number; readonly ride: number; readonly trip: number }
  | { readonly kind: 'reclaim'; readonly who: number; readonly ride: number }
  | { readonly kind: 'withdraw'; readonly who: number }
  | { readonly kind: 'wait'; readonly seconds: bigint };

const small = fc.nat({ max: 100 });
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('open' as const),
      driver: small,
      fare: fc.bigInt(1n, 10n ** 18n),
      trip: small,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('seal' as const), who: small, ride: small, trip: small }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('show' as const), who: small, ride: small, trip: small }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reclaim' as const), who: small, ride: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), who: small }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1n, SEAL_SECONDS, SEAL_SECONDS, 4_000n),
    }),
  },
);

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/**
 * Whatever three people try, money in is money out, what is owed is there, and no ride is paid twice.
 * @param runs chains of events that are tried
 */
export async function expectMoneyKept(stage: Stage, runs: number): Promise<void> {
  const people = [stage.rider, stage.driver, stage.other];
  const clock = clockOf(stage);
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: LENGTH, maxLength: LENGTH }), async (events) => {
      const rewards = await deployFresh(stage);
      const fares: bigint[] = [];
      let fetched = 0n;
      // One ride is judged in any case, so that there is something to be paid twice.
      const sure: Event[] = [
        { kind: 'open', driver: 1, fare: 1_000_003n, trip: 0 },
        { kind: 'seal', who: 1, ride: 0, trip: 0 },
        { kind: 'wait', seconds: SEAL_SECONDS },
        { kind: 'show', who: 1, ride: 0, trip: 0 },
      ];
      for (const one of [...sure, ...events]) {
        if (one.kind === 'open') {
          const trip = at(TRIPS, one.trip);
          const terms = { fare: one.fare, pickup: beginOf(trip) };
          const driver = at(people.slice(1), one.driver + 1);
          await openRide(stage.rider, rewards, addressOf(driver), terms);
          fares.push(one.fare);
        } else if (one.kind === 'wait') await clock.pass(one.seconds);
        else if (one.kind === 'withdraw') fetched += await fetchFor(at(people, one.who), rewards);
        else await attempt(one, at(people, one.who), rewards, fares.length);
        await expectSound(people, rewards, fares, fetched);
      }
      // In the end everybody fetches all, and what is left belongs to rides that are open.
      for (const person of people) fetched += await fetchFor(person, rewards);
      await expectSound(people, rewards, fares, fetched);
      expect((await moneyOf(stage.rider, rewards.address)).owed).toBe(0n);
    }),
    { numRuns: runs, seed: 20 },
  );
}

async function attempt(
  one: Extract<Event, { kind: 'seal' | 'show' | 'reclaim' }>,
  who: Client,
  rewards: Rewards,
  count: number,
): Promise<void> {
  const ride = BigInt(one.ride % count);
  if (one.kind === 'reclaim') await outcomeOf(who, rewards, { functionName: 'reclaim', args: [ride] });
  else if (one.kind === 'show') await outcomeOf(who, rewards, show(ride, at(TRIPS, one.trip)));
  else await sealTrip(who, rewards, ride, at(TRIPS, one.trip)).catch(() => undefined);
}

/** What somebody got. */
async function fetchFor(who: Client, rewards: Rewards): Promise<bigint> {
  const before = await who.public.getBalance({ address: rewards.address });
  await outcomeOf(who, rewards, { functionName: 'withdraw', args: [addressOf(who)] });
  return before - (await who.public.getBalance({ address: rewards.address }));
}

/** The contract holds the fares of open rides and what it owes, and nothing more. */
async function expectSound(
  people: readonly Client[],
  rewards: Rewards,
  fares: readonly bigint[],
  fetched: bigint,
): Promise<void> {
  const { address } = rewards;
  const { public: client } = people[0]!;
  const rides = await Promise.all(
    fares.map((_, ride) =>
      client.readContract({ address, abi, functionName: 'rideOf', args: [BigInt(ride)] }),
    ),
  );
  const open = rides.reduce((sum, { state, fare }) => sum + (state === 1 ? fare : 0n), 0n);
  const owed = await Promise.all(
    people.map((person) =>
      client.readContract({ address, abi, functionName: 'owed', args: [addressOf(person)] }),
    ),
  );
  const { held, owed: total } = await moneyOf(people[0]!, rewards.address);
  expect(owed.reduce((sum, each) => sum + each, 0n)).toBe(total);
  expect(held).toBe(open + total);
  expect(held + fetched).toBe(fares.reduce((sum, fare) => sum + fare, 0n));
  const judged = await client.getContractEvents({ address, abi, eventName: 'Judged', fromBlock: 0n });
  const ids = judged.map(({ args }) => args.ride);
  expect(new Set(ids).size).toBe(ids.length);
}
