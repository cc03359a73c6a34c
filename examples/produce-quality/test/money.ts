import type { Client } from '@evm-ml/example-story';
import { moneyOf } from '@evm-ml/example-story/testing';
import fc from 'fast-check';
import { type Address, parseEther } from 'viem';
import { expect } from 'vitest';
import { abi } from '../src/abi.ts';
import { lockedBy, owedTo, type Terms } from '../src/market.ts';
import { signReport } from '../src/reports.ts';
import { readWines } from '../src/wine.ts';
import {
  type Attempt,
  addressOf,
  agreementOf,
  clockOf,
  deployFresh,
  outcomeOf,
  type Stage,
  termsFor,
} from './chain.ts';

/** Events of one chain of them. */
const LENGTH = 24;
/** Seconds that each step may take here; chains of events wait for longer and for less. */
const WINDOW = 500;
/** A supplier has so many lots, so that orders quarrel about them. */
const CELLAR = 6n;

/** A Barolo, a Grignolino, a Barbera; what is said of a lot is one of them, or nearly. */
const ROWS: readonly (readonly bigint[])[] = [0, 1, 2].map(
  (cultivar) => readWines().find((wine) => wine.cultivar === cultivar)!.chemistry,
);

const number = fc.nat({ max: 63 });
const price = fc.constantFrom(0n, 1n, 2n, 5n, parseEther('1'));
/** What somebody tries; numbers are taken modulo how many there are, `lots` bit by bit. */
const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('order' as const),
      who: number,
      supplier: number,
      lots: fc.integer({ min: 1, max: 3 }),
      fee: fc.constantFrom(1n, 7n, parseEther('0.01')),
      prices: fc.tuple(price, price, price),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('accept' as const), who: number, order: number, first: number }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('report' as const, 'report' as const, 'resample' as const),
      who: number,
      order: number,
      lots: number,
      row: number,
      by: number,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constantFrom('dispute' as const, 'dispute' as const, 'settle' as const),
      who: number,
      order: number,
      lots: number,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who: number, order: number }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), who: number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, WINDOW / 4, WINDOW + 1),
    }),
  },
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** What a run knows of an order. */
interface Known {
  readonly terms: Terms;
  readonly buyer: Client;
  readonly supplier: Client;
  lots: bigint[];
  /** What was reported of each lot. */
  readonly rows: Map<bigint, readonly bigint[]>;
}

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/** How often each kind of call was taken, in all runs. */
export type Taken = Map<string, number>;

/**
 * Whatever seven people try, money in is money out, what is owed is there, no lot is paid twice, and in the end nothing is
 * left behind.
 * @param runs chains of events that are tried
 * @returns what was taken; the rest was refused
 */
export async function expectMoneyKept(stage: Stage, runs: number): Promise<Taken> {
  const taken: Taken = new Map();
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: LENGTH, maxLength: LENGTH }), async (events) => {
      const since = await stage.owner.public.getBlockNumber();
      const run = new Run(stage, await deployFresh(stage), since, taken);
      for (const one of [...SURE, ...events]) {
        // What was refused changed nothing.
        if (await run.try(one)) await run.expectSound();
      }
      await run.end();
    }),
    { numRuns: runs, seed: 20 },
  );
  for (const kind of ['order', 'accept', 'report', 'dispute', 'resample', 'settle', 'withdraw'])
    expect([kind, taken.get(kind) ?? 0]).not.toEqual([kind, 0]);
  return taken;
}

/** One lot is split in any case, and one stands, so that there is something to be paid twice. */
const SURE: readonly Event[] = [
  { kind: 'order', who: 0, supplier: 0, lots: 3, fee: 7n, prices: [1_000_003n, 2n, 5n] },
  { kind: 'accept', who: 0, order: 0, first: 0 },
  { kind: 'report', who: 6, order: 0, lots: 3, row: 0, by: 0 },
  { kind: 'dispute', who: 2, order: 0, lots: 1 },
  { kind: 'resample', who: 6, order: 0, lots: 1, row: 1, by: 0 },
];

class Run {
  readonly #stage: Stage;
  readonly #market: Address;
  readonly #taken: Taken;
  /** A block before the market's own. */
  readonly #since: bigint;
  readonly #orders: Known[] = [];
  #in = 0n;
  #out = 0n;

  constructor(stage: Stage, market: Address, since: bigint, taken: Taken) {
    this.#since = since;
    this.#stage = stage;
    this.#market = market;
    this.#taken = taken;
  }

  get #people(): readonly Client[] {
    const { supplier, other, buyer, owner, laboratory, second } = this.#stage;
    return [supplier, other, buyer, owner, laboratory, second];
  }

  /** True if the contract took something. */
  async try(one: Event): Promise<boolean> {
    const { buyer, owner, supplier, other } = this.#stage;
    if (one.kind === 'wait') {
      await clockOf(this.#stage).pass(one.seconds);
      return false;
    }
    if (one.kind === 'withdraw') return this.#withdraw(at(this.#people, one.who));
    if (one.kind === 'order') {
      const { lots, fee, prices } = one;
      const from = at([supplier, other], one.supplier);
      const terms = await this.#terms({ supplier: addressOf(from), lots, fee, prices });
      const who = at([buyer, owner], one.who);
      const value = lockedBy(terms);
      const isTaken = await this.#send(who, { functionName: 'order', args: [terms], value });
      if (isTaken) this.#orders.push({ terms, buyer: who, supplier: from, lots: [], rows: new Map() });
      return isTaken;
    }
    const id = one.order % Math.max(1, this.#orders.length);
    const order = this.#orders[id];
    return order !== undefined && this.#tryOrder(one, BigInt(id), order);
  }

  async #tryOrder(
    one: Exclude<Event, { kind: 'wait' | 'withdraw' | 'order' }>,
    id: bigint,
    order: Known,
  ): Promise<boolean> {
    if (one.kind === 'cancel') {
      return this.#send(at(this.#people, one.who), { functionName: 'cancel', args: [id] });
    }
    if (one.kind === 'accept') {
      // Mostly by the one who may.
      const who = one.who % 8 === 7 ? at(this.#people, one.who) : order.supplier;
      const lots = Array.from(
        { length: order.terms.lots },
        (_, i) => (BigInt(one.first) + BigInt(i)) % CELLAR,
      );
      const agreement = await agreementOf(who, this.#market, id);
      const isTaken = await this.#send(who, { functionName: 'accept', args: [id, agreement, lots] });
      if (isTaken) order.lots = lots;
      return isTaken;
    }
    const chosen = order.lots.filter((_, i) => (one.lots >> i) & 1);
    const who = at(this.#people, one.who);
    if ('row' in one) return this.#tryReport(one, id, order, chosen);
    if (one.kind === 'settle') {
      return this.#send(who, { functionName: 'settle', args: [id, chosen] });
    }
    const party = one.who % 8 === 7 ? who : at([order.supplier, order.buyer], one.who + 1);
    const value = order.terms.fee * BigInt(chosen.length);
    return this.#send(party, { functionName: 'dispute', args: [id, chosen], value });
  }

  async #tryReport(
    one: Extract<Event, { kind: 'report' | 'resample' }>,
    id: bigint,
    order: Known,
    lots: readonly bigint[],
  ): Promise<boolean> {
    const { laboratory, second } = this.#stage;
    const isFirst = one.kind === 'report';
    const right = isFirst ? laboratory : second;
    const signer = one.by % 8 === 7 ? at(this.#people, one.who) : right;
    const rows = lots.map((_, i) => at(ROWS, one.row + i));
    const measurements = rows.flat();
    const sample = isFirst ? 1 : 2;
    const signature = await signReport(signer, this.#market, { order: id, sample, lots, measurements });
    const first = lots.flatMap((lot) => order.rows.get(lot) ?? ROWS[0]!);
    const args = isFirst ? [id, lots, measurements, signature] : [id, lots, first, measurements, signature];
    const isTaken = await this.#send(at(this.#people, one.who), { functionName: one.kind, args });
    // A lot is graded once in an order: later reports pass it over.
    if (isTaken && isFirst)
      for (const [i, lot] of lots.entries()) if (!order.rows.has(lot)) order.rows.set(lot, rows[i]!);
    return isTaken;
  }

  /** True if the contract took it. */
  async #send(who: Client, attempt: Attempt): Promise<boolean> {
    const isTaken = (await outcomeOf(who, this.#market, attempt)) === 'success';
    if (!isTaken) return false;
    this.#in += attempt.value ?? 0n;
    this.#taken.set(attempt.functionName, (this.#taken.get(attempt.functionName) ?? 0) + 1);
    return true;
  }

  async #withdraw(who: Client): Promise<boolean> {
    const owed = await owedTo(who, this.#market);
    const { held } = await moneyOf(who, this.#market);
    const isPaid = await this.#send(who, { functionName: 'withdraw', args: [addressOf(who)] });
    expect(isPaid).toBe(owed > 0n);
    this.#out += held - (await moneyOf(who, this.#market)).held;
    return isPaid;
  }

  async #terms(special: Partial<Terms>): Promise<Terms> {
    const terms = await termsFor(this.#stage, special);
    const { timestamp } = await this.#stage.owner.public.getBlock();
    const late = Number(timestamp) + WINDOW;
    const steps = { disputeBy: late + WINDOW, resampleBy: late + 2 * WINDOW };
    return { ...terms, acceptBy: late, reportBy: late, ...steps };
  }

  /** The contract holds what orders lock and what it owes, and nothing more. */
  async expectSound(): Promise<void> {
    const address = this.#market;
    const locked = await Promise.all(this.#orders.map((order, id) => this.#lockedNow(order, BigInt(id))));
    const owed = await Promise.all(this.#people.map((who) => owedTo(who, address)));
    const money = await moneyOf(this.#stage.owner, address);
    const sum = (list: readonly bigint[]) => list.reduce((all, each) => all + each, 0n);
    expect(sum(owed)).toBe(money.owed);
    expect(money.held).toBe(sum(locked) + money.owed);
    expect(money.held + this.#out).toBe(this.#in);
  }

  async #lockedNow({ terms, lots, supplier }: Known, id: bigint): Promise<bigint> {
    const { public: client } = this.#stage.owner;
    const address = this.#market;
    const { stage } = await client.readContract({ address, abi, functionName: 'orderOf', args: [id] });
    if (stage !== 2) return stage === 1 ? lockedBy(terms) : 0n;
    const each = lockedBy({ ...terms, lots: 1 });
    const found = await Promise.all(
      lots.map((lot) =>
        client.readContract({ address, abi, functionName: 'lotOf', args: [addressOf(supplier), lot] }),
      ),
    );
    return found
      .filter(({ order }) => BigInt(order) === id)
      .reduce((sum, { fate }) => sum + [0n, each, each, each + terms.fee, 0n][fate]!, 0n);
  }

  /** When all deadlines have passed, everything can be settled and fetched, by whom it belongs to, and nothing is left. */
  async end(): Promise<void> {
    await clockOf(this.#stage).pass(4 * WINDOW);
    for (const [id, { lots, buyer }] of this.#orders.entries()) {
      await this.#send(buyer, { functionName: 'cancel', args: [BigInt(id)] });
      await this.#send(this.#stage.other, { functionName: 'settle', args: [BigInt(id), lots] });
    }
    for (const who of this.#people) await this.#withdraw(who);
    await this.expectSound();
    const fromBlock = this.#since;
    const { public: client } = this.#stage.owner;
    const events = await client.getContractEvents({
      address: this.#market,
      abi,
      eventName: 'Settled',
      fromBlock,
    });
    const settled = events.map(({ args }) => `${args.order} ${args.lot}`);
    // Each lot of each order that was accepted, once.
    const named = this.#orders.flatMap(({ lots }, id) => lots.map((lot) => `${id} ${lot}`));
    expect(settled.sort()).toEqual(named.sort());
    expect(this.#out).toBe(this.#in);
    expect(await moneyOf(this.#stage.owner, this.#market)).toEqual({ held: 0n, owed: 0n });
  }
}
