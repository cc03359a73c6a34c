import type { Client } from '@evm-ml/example-story';
import fc from 'fast-check';
import { type Hex, toHex } from 'viem';
import { expect } from 'vitest';
import { abi, type Call, idOf, modelTopic, NO_SALT, openingOf, sealOf, seedTopic } from '../src/contest.ts';
import {
  deployFresh,
  evaluateCall,
  type Game,
  groupCall,
  moneyOf,
  outcomeOf,
  PART,
  refusalOf,
  SECONDS,
  SMALL,
  type Stage,
  secret,
  seedOf,
  settleCall,
  showCall,
  smallData,
  stateOf,
  timesOf,
} from './stage.ts';

/** Events of one chain of them. */
const LENGTH = 8;

const PRIZES = [1_000_003n, 10n ** 18n] as const;

/** What `next` takes to bring a contest to its end. */
const STEPS = 8;

/** What somebody tries; numbers are taken modulo how many there are. */
interface Event {
  readonly kind: (typeof KINDS)[number];
  readonly who: number;
  readonly game: number;
  readonly item: number;
}

const KINDS = [
  'giveSeed',
  'showSeed',
  'draw',
  'showTraining',
  'sealModel',
  'showModel',
  'showTests',
  'evaluate',
  'settle',
  'withdraw',
  'wait',
  'next',
] as const;

const small = fc.nat({ max: 100 });
const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom(...KINDS, 'next' as const, 'next' as const),
  who: small,
  game: small,
  item: small,
});

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/**
 * Whatever four people try with two contests of one contract, money in is money out, what is owed is there, what was
 * forfeited stays, and no contest pays twice. `next` does what brings a contest on, so that chains reach every stage.
 * @param runs chains of events that are tried
 */
export async function expectMoneyKept(stage: Stage, runs: number): Promise<void> {
  const models = Object.values(stage.networks);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Array.from({ length: STEPS + 1 }, (_, steps) => steps)),
      fc.array(event, { minLength: STEPS + LENGTH, maxLength: STEPS + LENGTH }),
      async (steps, events) => {
        const ledger = await Ledger.open(stage, models);
        for (const [i, one] of events.entries()) {
          // The first contest gets so far in any case.
          if (i < steps) await ledger.try({ kind: 'next', who: 0, game: 0, item: 0 });
          await ledger.try(i < steps && one.kind === 'wait' ? { ...one, item: 0 } : one);
          await ledger.expectSound();
        }
        await ledger.end();
      },
    ),
    { numRuns: runs, seed: 20 },
  );
}

/** Two contests and all the money that went in and out. */
class Ledger {
  #paidIn = 0n;
  #fetched = 0n;
  private constructor(
    readonly stage: Stage,
    readonly models: readonly Hex[],
    readonly games: readonly Game[],
    readonly people: readonly Client[],
  ) {}

  static async open(stage: Stage, models: readonly Hex[]): Promise<Ledger> {
    const { organiser, people } = stage;
    const address = await deployFresh(stage);
    const games = ['first', 'second'].map((name) => {
      const data = { ...smallData(), name: toHex(name, { size: 32 }) };
      return { address, id: idOf(organiser.account.address, data.name), data, task: SMALL };
    });
    const ledger = new Ledger(stage, models, games, [organiser, ...people.slice(0, 3)]);
    for (const [i, game] of games.entries()) {
      const args = openingOf(organiser, game, game.data, { task: SMALL, seconds: SECONDS });
      await ledger.#send(organiser, { functionName: 'open', args, value: PRIZES[i]! });
    }
    return ledger;
  }

  async #send(who: Client, call: Call): Promise<boolean> {
    const isDone = (await outcomeOf(who, this.games[0]!.address, call)) === 'success';
    if (isDone) this.#paidIn += call.value ?? 0n;
    return isDone;
  }

  /** Sends a call only where it would succeed. */
  async #may(who: Client, call: Call): Promise<boolean> {
    if ((await refusalOf(who, this.games[0]!.address, call)) !== undefined) return false;
    return this.#send(who, call);
  }

  async #tests({ address, id }: Game): Promise<readonly number[]> {
    return this.stage.organiser.public.readContract({
      address,
      abi,
      functionName: 'testGroupsOf',
      args: [id],
    });
  }

  #seed(who: Client, { address, id }: Game): Call {
    const account = who.account.address;
    const sealed = sealOf(who, address, seedTopic(id), { account, value: seedOf(who), salt: NO_SALT });
    return { functionName: 'giveSeed', args: [id, sealed], value: PRIZES[id === this.games[0]!.id ? 0 : 1] };
  }

  #model(who: Client, { address, id }: Game, item: number): Call {
    const account = who.account.address;
    const sealed = sealOf(who, address, modelTopic(id), {
      account,
      value: at(this.models, item),
      salt: secret('salt of', account),
    });
    return { functionName: 'sealModel', args: [id, sealed] };
  }

  #showModel(who: Client, game: Game, item: number): Call {
    return showCall(game, at(this.models, item), secret('salt of', who.account.address));
  }

  /** Does one event; most of them fail, at the wrong time or by the wrong one. */
  async try({ kind, who: whose, game: which, item }: Event): Promise<void> {
    const who = at(this.people, whose);
    const game = at(this.games, which);
    const { id } = game;
    if (kind === 'wait') await this.stage.clock.pass(at([1, 30, PART + 1], item));
    else if (kind === 'next') await this.#next(game);
    else if (kind === 'withdraw') await this.#withdraw(who);
    else if (kind === 'giveSeed') await this.#send(who, this.#seed(who, game));
    else if (kind === 'showSeed')
      await this.#send(who, { functionName: 'showSeed', args: [id, seedOf(who)] });
    else if (kind === 'draw') await this.#send(who, { functionName: 'draw', args: [id, game.data.seed] });
    else if (kind === 'showTraining' || kind === 'showTests')
      await this.#send(who, groupCall(game, item % game.data.groups.length));
    else if (kind === 'sealModel') await this.#send(who, this.#model(who, game, item));
    else if (kind === 'showModel') await this.#send(who, this.#showModel(who, game, item));
    else if (kind === 'evaluate')
      await this.#send(who, evaluateCall(game, at(this.people, item), 1 + (item % 5)));
    else await this.#send(who, settleCall(game));
  }

  /** Does all that a contest's stage allows, then lets the time of it pass. */
  async #next(game: Game): Promise<void> {
    const { stage } = await stateOf(this.stage, game);
    const [organiser, ...others] = this.people as [Client, ...Client[]];
    if (stage === 1) {
      for (const who of others) {
        await this.#may(who, this.#seed(who, game));
        await this.#may(who, { functionName: 'showSeed', args: [game.id, seedOf(who)] });
      }
      await this.#may(organiser, { functionName: 'draw', args: [game.id, game.data.seed] });
    }
    const tests = await this.#tests(game);
    for (const index of game.data.groups.keys())
      if ((stage === 2) !== tests.includes(index)) await this.#may(organiser, groupCall(game, index));
    for (const [item, who] of others.entries()) {
      if (stage === 3) {
        await this.#may(who, this.#model(who, game, item));
        await this.#may(who, this.#showModel(who, game, item));
      }
      if (stage === 4) await this.#may(organiser, evaluateCall(game, who));
    }
    await this.#may(organiser, settleCall(game));
    const { stage: now } = await stateOf(this.stage, game);
    if (now !== stage || (stage !== 1 && stage !== 3)) return;
    const times = await timesOf(this.stage, game);
    const { timestamp } = await organiser.public.getBlock();
    const ends = stage === 1 ? [times.giveUntil, times.showUntil] : [times.sealUntil, times.revealUntil];
    const end = ends.find((last) => last >= timestamp);
    if (end) await this.stage.clock.goTo(end + 1n);
  }

  async #withdraw(who: Client): Promise<void> {
    const { address } = this.games[0]!;
    const before = await who.public.getBalance({ address });
    await this.#send(who, { functionName: 'withdraw', args: [who.account.address] });
    this.#fetched += before - (await who.public.getBalance({ address }));
  }

  /** The contract holds open prizes, deposits whose seeds may still be shown, what it owes and what was destroyed. */
  async expectSound(): Promise<void> {
    const { address } = this.games[0]!;
    const states = await Promise.all(this.games.map((game) => stateOf(this.stage, game)));
    const open = states.reduce((sum, { stage, prize, seedsGiven, seedsShown }) => {
      const deposits = stage === 1 ? BigInt(seedsGiven - seedsShown) * prize : 0n;
      return sum + deposits + (stage === 5 ? 0n : prize);
    }, 0n);
    const client = this.stage.organiser.public;
    const owed = await Promise.all(
      this.people.map((person) =>
        client.readContract({ address, abi, functionName: 'owed', args: [person.account.address] }),
      ),
    );
    const { held, owed: total, destroyed } = await moneyOf(this.stage, address);
    expect(owed.reduce((sum, each) => sum + each, 0n)).toBe(total);
    expect(held).toBe(open + total + destroyed);
    expect(held + this.#fetched).toBe(this.#paidIn);
  }

  /** Time passes until both contests are over; then everybody fetches all, and what was destroyed is all that is left. */
  async end(): Promise<void> {
    for (const game of this.games) {
      await this.stage.clock.pass(10 * PART);
      await this.#may(this.people[0]!, settleCall(game));
      expect((await stateOf(this.stage, game)).stage).toBe(5);
    }
    for (const person of this.people) await this.#withdraw(person);
    await this.expectSound();
    const { held, owed, destroyed } = await moneyOf(this.stage, this.games[0]!.address);
    expect(owed).toBe(0n);
    expect(held).toBe(destroyed);
    const settled = await this.stage.organiser.public.getContractEvents({
      address: this.games[0]!.address,
      abi,
      eventName: 'Settled',
      fromBlock: 0n,
    });
    const ids = settled.map(({ args }) => args.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(this.games.length);
  }
}
