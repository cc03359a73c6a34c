import { mlWalletActions } from '@evm-ml/evm/viem';
import { chainTime, deployContract, outcomeOf as outcomeOfCall, receiptOf } from '@evm-ml/example-story';
import { moneyOf } from '@evm-ml/example-story/testing';
import { encodeGraph, loadModel } from '@evm-ml/quantized-runtime';
import { GraphWriter, plainValue, realPort } from '@evm-ml/workshop';
import { type Address, type Hex, parseAbi, parseEther } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  abi,
  askRule,
  JUDGE,
  openRide,
  openRideFor,
  owedTo,
  type Rewards,
  saltOf,
  sealTrip,
  showTrip,
  withdraw,
} from '../src/rewards.ts';
import {
  beginOf,
  changeSamples,
  encodeTrip,
  modelFile,
  moveTrip,
  readTrips,
  type Trip,
  turnTrip,
} from '../src/trips.ts';
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
  show,
} from './chain.ts';
import { expectMoneyKept } from './money.ts';

const trips = readTrips();
const honest = ['city', 'jam', 'fast', 'errand'].map((kind) => trips[kind]![0]!);
const [city, jam] = honest as [Trip, Trip];
const FARE = parseEther('1');

let stage: Stage;
let clock: ReturnType<typeof clockOf>;
let rewards: Rewards;
beforeAll(async () => {
  stage = await setStage();
  clock = clockOf(stage);
});
afterAll(() => stage.node.close());
beforeEach(async () => {
  rewards = await deployFresh(stage);
});

/** A ride that begins where a trip does, whose trip is sealed long enough. */
async function sealed(trip: Trip, fare = FARE, driver = stage.driver): Promise<bigint> {
  const ride = await openRideFor(stage.rider, rewards, addressOf(driver), { trip, fare });
  await sealTrip(driver, rewards, ride, trip);
  await clock.pass(SEAL_SECONDS);
  return ride;
}

const refused = (attempt: Attempt, who = stage.driver) => refusalOf(who, rewards, attempt);

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

describe('honest trips', () => {
  it('are paid what the network says, to the wei, and the rider gets the rest', async () => {
    const { driver, rider } = stage;
    let paid = 0n;
    for (const trip of honest) {
      const judged = await showTrip(driver, rewards, await sealed(trip), trip);
      expect(judged.honest).toBe(judgeBeside(trip));
      expect(judged.honest).toBeGreaterThanOrEqual(0.5);
      paid += judged.paid;
    }
    expect(await moneyOf(driver, rewards.address)).toEqual({ held: 4n * FARE, owed: 4n * FARE });
    expect(await withdraw(driver, rewards)).toBe(paid);
    if (paid < 4n * FARE) expect(await withdraw(rider, rewards)).toBe(4n * FARE - paid);
    expect(await moneyOf(driver, rewards.address)).toEqual({ held: 0n, owed: 0n });
  });

  it('may begin anywhere near the pick-up, and leave a wei of dust to nobody', async () => {
    const elsewhere = { x: 123_456_700, y: -98_765_400 };
    const trip = moveTrip(city, elsewhere);
    for (const fare of [1n, 3n]) {
      rewards = await deployFresh(stage);
      const { paid } = await showTrip(stage.driver, rewards, await sealed(trip, fare), trip);
      const [toDriver, toRider] = await Promise.all([
        owedTo(stage.driver, rewards),
        owedTo(stage.rider, rewards),
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
        const { honest: says, paid } = await showTrip(stage.driver, rewards, await sealed(trip), trip);
        expect(says).toBeLessThan(0.5);
        expect(paid).toBe(0n);
      }
      const rule = await Promise.all(trips[kind]!.map((trip) => askRule(stage.driver, rewards, trip)));
      expect(rule.filter(({ abandoned }) => !abandoned).length).toBeGreaterThan(0);
      expect(await owedTo(stage.rider, rewards)).toBe(2n * FARE);
    },
  );

  it('the rule knows a car that stands for five minutes, and one that moves a second before', async () => {
    const standing = Array.from({ length: 65 }, (_, i) => [0, 0, 0, 0, 10_000 * i]).flat();
    const asked = async (trip: Trip) => (await askRule(stage.driver, rewards, trip)).abandoned;
    expect(await asked(standing)).toBe(true);
    // Twelve metres forth and back, every 290 seconds.
    const creeping = changeSamples(standing, ([, ...rest], i) => [i % 58 < 29 ? 0 : 1_200, ...rest]);
    expect(await asked(creeping)).toBe(false);
  });
});

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
    await showTrip(stage.driver, rewards, await sealed(city), city);
    const again = await sealed(replayed(), FARE, stage.other);
    expect(await refused(show(again, replayed()), stage.other)).toBe('Replayed');
  });

  it('different trips are not taken for each other', async () => {
    for (const kind of ['city', 'jam', 'fast', 'errand']) {
      for (const trip of trips[kind]!) {
        const ride = await sealed(trip);
        expect(await refused(show(ride, trip))).toBeUndefined();
        await showTrip(stage.driver, rewards, ride, trip);
      }
    }
  });

  it('an old trip that is turned is not known again: this is what still beats the contract', async () => {
    await showTrip(stage.driver, rewards, await sealed(city), city);
    const turned = turnTrip(city);
    const { paid } = await showTrip(stage.driver, rewards, await sealed(turned), turned);
    expect(paid).toBeGreaterThan(0n);
  });
});

describe('whose trip it is', () => {
  it('nobody else seals or shows it, and what was sealed cannot be changed', async () => {
    const ride = await sealed(city);
    expect(await refused(show(ride, city), stage.other)).toBe('NotTheDriver');
    const seal = (await rideOf(ride)).seal;
    expect(await refused({ functionName: 'sealTrip', args: [ride, seal] }, stage.other)).toBe('NotTheDriver');
    expect(await refused(show(ride, jam))).toBe('NotSealed');
    expect(await refused(show(ride, city, saltOf(99n)))).toBe('NotSealed');
  });

  it('who copies a trip out of the pool seals too late, and the copy is a replay by then', async () => {
    const { other, driver } = stage;
    const ride = await sealed(city);
    const theirs = await openRideFor(stage.rider, rewards, addressOf(other), { trip: city, fare: FARE });
    // The seal itself is of no use in another ride.
    await receiptOf(
      other,
      await other.wallet.writeContract({
        address: rewards.address,
        abi,
        functionName: 'sealTrip',
        args: [theirs, (await rideOf(ride)).seal],
      }),
    );
    await clock.pass(SEAL_SECONDS);
    expect(await refused(show(theirs, city, saltOf(ride)), other)).toBe('NotSealed');
    // Now the driver's transaction waits, and the copy is sealed before it.
    await sealTrip(other, rewards, theirs, city);
    expect(await refused(show(theirs, city), other)).toBe('SealedTooLately');
    expect((await showTrip(driver, rewards, ride, city)).paid).toBeGreaterThan(0n);
    await clock.pass(SEAL_SECONDS);
    expect(await refused(show(theirs, city), other)).toBe('Replayed');
  });

  it('a seal that is replaced is fresh again', async () => {
    const ride = await sealed(city);
    await sealTrip(stage.driver, rewards, ride, city);
    expect(await refused(show(ride, city))).toBe('SealedTooLately');
  });

  it('the trip begins where and after the ride does, and is over', async () => {
    const { rider, driver } = stage;
    const now = await chainTime(rider);
    const open = async (began: bigint, x = 0) => {
      const pickup = { x: beginOf(city).x + x, y: beginOf(city).y };
      const ride = await openRide(rider, rewards, addressOf(driver), { fare: FARE, began, pickup });
      await sealTrip(driver, rewards, ride, city);
      return ride;
    };
    const [far, near, early] = [
      await open(now - 700n, 10_001),
      await open(now - 700n, -10_000),
      await open(now),
    ];
    await clock.pass(SEAL_SECONDS);
    expect(await refused(show(far, city))).toBe('BeginsElsewhere');
    expect(await refused(show(near, city))).toBeUndefined();
    expect(await refused(show(early, city))).toBe('EndsInTheFuture');
  });
});

describe('what is no trip', () => {
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
    const ride = await openRideFor(stage.rider, rewards, addressOf(stage.driver), { trip: city, fare: FARE });
    const { address } = rewards;
    const { driver } = stage;
    const args = [ride, trip, saltOf(ride)] as const;
    const seal = await driver.public.readContract({ address, abi, functionName: 'sealOf', args });
    await receiptOf(
      driver,
      await driver.wallet.writeContract({ address, abi, functionName: 'sealTrip', args: [ride, seal] }),
    );
    await clock.pass(SEAL_SECONDS);
    expect(await refused(show(ride, trip))).toBe(error);
  });
});

describe('money', () => {
  it('a ride is judged or reclaimed once', async () => {
    const { driver, rider } = stage;
    const ride = await sealed(city);
    await showTrip(driver, rewards, ride, city);
    expect(await refused(show(ride, city))).toBe('NotOpen');
    expect(await refused({ functionName: 'reclaim', args: [ride] }, rider)).toBe('NotOpen');
    const unused = await sealed(jam);
    await clock.pass(3_600n);
    expect(await refused({ functionName: 'reclaim', args: [unused] }, driver)).toBe('NotTheRider');
    expect(await outcomeOf(rider, rewards, { functionName: 'reclaim', args: [unused] })).toBe('success');
    expect(await refused(show(unused, jam))).toBe('NotOpen');
    expect(await refused({ functionName: 'reclaim', args: [unused] }, rider)).toBe('NotOpen');
  });

  it('the last second is the driver’s, the next one the rider’s', async () => {
    const { driver, rider } = stage;
    const [first, second] = [await sealed(city), await sealed(jam)];
    const { deadline } = await rideOf(first);
    const reclaim = (ride: bigint): Attempt => ({ functionName: 'reclaim', args: [ride] });
    await clock.nextAt(deadline);
    expect(await outcomeOf(driver, rewards, show(first, city))).toBe('success');
    const { deadline: later } = await rideOf(second);
    await clock.nextAt(later);
    expect(await outcomeOf(rider, rewards, reclaim(second))).toBe('reverted');
    await clock.nextAt(later + 1n);
    expect(await outcomeOf(driver, rewards, show(second, jam))).toBe('reverted');
    await clock.nextAt(later + 2n);
    expect(await outcomeOf(rider, rewards, reclaim(second))).toBe('success');
  });

  it('who refuses money or reaches in again is paid once, and holds up nobody', async () => {
    const { owner, other, rider, compiled } = stage;
    const attackerAbi = parseAbi([
      'function set(bool greedy, bool refusing)',
      'function sealTrip(uint256 id, bytes32 seal)',
      'function show(uint256 id, bytes trip, bytes32 salt)',
      'function withdraw(address to)',
      'function failed() view returns (bool)',
    ]);
    const attacker = await deployContract(owner, compiled['Attacker']!, [rewards.address]);
    const act = (functionName: string, args: unknown[]) =>
      outcomeOfCall(owner, { address: attacker, abi: attackerAbi, functionName, args });
    const ride = await openRideFor(rider, rewards, attacker, { trip: city, fare: FARE });
    const bystander = await openRideFor(rider, rewards, addressOf(other), { trip: jam, fare: FARE });
    const sealOf = (id: bigint, trip: Trip) =>
      owner.public.readContract({
        address: rewards.address,
        abi,
        functionName: 'sealOf',
        args: [id, encodeTrip(trip), saltOf(id)],
      });
    expect(await act('sealTrip', [ride, await sealOf(ride, city)])).toBe('success');
    await sealTrip(other, rewards, bystander, jam);
    await clock.pass(SEAL_SECONDS);
    await act('set', [false, true]);
    expect(await act('show', [ride, encodeTrip(city), saltOf(ride)])).toBe('success');
    expect(await act('withdraw', [attacker])).toBe('reverted');
    expect((await showTrip(other, rewards, bystander, jam)).paid).toBeGreaterThan(0n);
    await withdraw(other, rewards);
    await act('set', [true, false]);
    const owed = await owedBy(attacker);
    expect(await act('withdraw', [attacker])).toBe('success');
    expect(await owner.public.getBalance({ address: attacker })).toBe(owed);
    expect(
      await owner.public.readContract({ address: attacker, abi: attackerAbi, functionName: 'failed' }),
    ).toBe(true);
    expect(await act('withdraw', [attacker])).toBe('reverted');
  });

  it('is kept, whatever people try in whichever order', async () => {
    // DRIVER_REWARDS_FUZZ=500 for an hour of it.
    await expectMoneyKept(stage, Number(process.env['DRIVER_REWARDS_FUZZ'] ?? 2));
  }, 7_200_000);

  it('rides that make no sense are not opened', async () => {
    const now = await chainTime(stage.rider);
    const driver = addressOf(stage.driver);
    const nobody: Address = '0x0000000000000000000000000000000000000000';
    const open = (args: unknown[], value = 1n): Attempt => ({ functionName: 'open', args, value });
    const ends = now + 10_000n;
    const day = 86_400n;
    const cases: [Attempt, string][] = [
      [open([nobody, now, 0, 0, ends]), 'NoDriver'],
      [open([driver, now, 0, 0, ends], 0n), 'NoFare'],
      [open([driver, now + 1_000n, 0, 0, ends]), 'BeganWrong'],
      [open([driver, now - day - 100n, 0, 0, ends]), 'BeganWrong'],
      [open([driver, now, 0, 0, now]), 'DeadlineWrong'],
    ];
    for (const [attempt, error] of cases) expect(await refused(attempt, stage.rider)).toBe(error);
    rewards = await deployFresh(stage, 'nobody.has.this');
    expect(await refused(open([driver, now, 0, 0, ends]), stage.rider)).toBe('JudgeUnknown');
  });
});

describe('the judge changes', () => {
  const registryAbi = parseAbi(['function deprecate(string name, uint256 version, string reason)']);

  it('a ride is judged by the version that its rider paid for; deprecated ones take no new rides', async () => {
    const { owner, driver, rider } = stage;
    const before = await sealed(trips['creeping']![0]!);
    await owner.wallet.extend(mlWalletActions()).deployModel({ artefact: alwaysHonest(), name: JUDGE });
    const after = await sealed(trips['creeping']![1]!);
    expect((await rideOf(after)).version).toBe((await rideOf(before)).version + 1);
    expect((await showTrip(driver, rewards, before, trips['creeping']![0]!)).paid).toBe(0n);
    await receiptOf(
      owner,
      await owner.wallet.writeContract({
        address: '0x4d4c000000000000000000000000000000000002',
        abi: registryAbi,
        functionName: 'deprecate',
        args: [JUDGE, 2n, 'believes everybody'],
      }),
    );
    const now = await chainTime(rider);
    const open = {
      functionName: 'open',
      args: [addressOf(driver), now, 0, 0, now + 9_999n],
      value: 1n,
    } as const;
    expect(await refused(open, rider)).toBe('JudgeDeprecated');
    // Both agreed on it, and it still runs.
    expect((await showTrip(driver, rewards, after, trips['creeping']![1]!)).paid).toBe(FARE);
    // One that no trip fits would leave a driver unpaid.
    await owner.wallet.extend(mlWalletActions()).deployModel({ artefact: alwaysHonest(63), name: JUDGE });
    expect(await refused(open, rider)).toBe('JudgeOfOtherShape');
  });
});

function rideOf(ride: bigint) {
  const { address } = rewards;
  return stage.rider.public.readContract({ address, abi, functionName: 'rideOf', args: [ride] });
}

function owedBy(account: Address): Promise<bigint> {
  const { address } = rewards;
  return stage.rider.public.readContract({ address, abi, functionName: 'owed', args: [account] });
}

/** A judge that says 1 of every trip. */
function alwaysHonest(steps = 64): Uint8Array {
  const w = new GraphWriter('f32');
  const input = w.addValue(plainValue([steps, 7]));
  w.inputs.push(realPort('series', input));
  w.addTensor('one', { shape: [1], data: Float32Array.of(1) });
  const output = w.addValue(plainValue([1]));
  w.add({ op: 'constant', layer: 'one', inputs: [], outputs: [output], params: { value: 'one' } });
  return encodeGraph(w.toGraph([{ name: 'honest', value: output }]));
}
