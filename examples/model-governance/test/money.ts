import { type Call, type Client, send } from '@evm-ml/example-story';
import fc from 'fast-check';
import type { Address } from 'viem';
import { expect } from 'vitest';
import { benchmarkAbi } from '../src/abi.ts';
import { advance, BOND, FEE, proposalIn, trialOf } from '../src/governance.ts';
import { modelIdOf } from '../src/models.ts';
import { type FullSheet, reseal } from '../src/rows.ts';
import { enact, moneyOf, type Stage, sheets, toBenchmark, toGovernor, voteAll, windowOf } from './stage.ts';

/** Events of one chain of them. */
const LENGTH = 12;

const KINDS = [
  'propose',
  'show',
  'show',
  'settle',
  'settle',
  'commit',
  'withdraw',
  'wait',
  'replace',
  'resign',
] as const;

/** What somebody tries; numbers are taken modulo how many there are. */
interface Event {
  readonly kind: (typeof KINDS)[number];
  readonly who: number;
  readonly trial: number;
  readonly chamber: number;
}

const small = fc.nat({ max: 60 });
const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: small,
  trial: small,
  chamber: small,
});

const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/**
 * Whatever people try with fees and bonds, in whichever order: what the benchmark holds is what came in and was not
 * fetched, and that is what is owed, kept as bonds, forfeited, and locked for trials.
 * @param runs chains of events that are tried
 */
export async function expectMoneyKept(stage: Stage, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: LENGTH, maxLength: LENGTH }), async (events) => {
      const ledger = new Ledger(stage);
      for (const one of events) {
        await ledger.try(one);
        await ledger.expectSound();
      }
      await ledger.end();
      await stage.restore();
    }),
    { numRuns: runs, seed: 20 },
  );
}

/** A benchmark with the money that went in and out, and the rows that keepers have. */
class Ledger {
  #paidIn = 2n * BOND;
  #fetched = 0n;
  #made = 0;
  readonly #trials: bigint[] = [];
  /** By chamber, term and number. */
  readonly #sheets = new Map<string, FullSheet>();
  readonly #people: readonly Client[];

  constructor(readonly stage: Stage) {
    const { drivers, keepers, stranger } = stage.people;
    this.#people = [...keepers, ...drivers, stranger];
    for (const [chamber, name] of (['drivers', 'riders'] as const).entries())
      for (const number of [0, 1] as const)
        this.#sheets.set(`${chamber} 1 ${number}`, sheets[`${name}-${number}`]);
  }

  async try(one: Event): Promise<void> {
    const { people, governance } = this.stage;
    const chamber = one.chamber % 2;
    if (one.kind === 'propose') {
      const call = toGovernor(
        this.stage,
        'proposeVersion',
        [modelIdOf('candidate'), `no ${++this.#made}`],
        FEE,
      );
      const receipt = await this.#may(at(people.drivers, one.who), call);
      if (receipt) this.#trials.push(proposalIn(receipt).id);
    } else if (one.kind === 'commit') {
      const keeping = await this.#keeping(chamber);
      const sheet = reseal(sheets['drivers-0'], `secret ${++this.#made}`);
      const value = keeping.bond === 0n ? BOND : 0n;
      const index = [...this.#sheets.keys()].filter((key) =>
        key.startsWith(`${chamber} ${keeping.term} `),
      ).length;
      const call = toBenchmark(this.stage, 'commitSheet', [BigInt(chamber), sheet.sheet], value);
      if (await this.#may(this.#keeperIn(keeping), call))
        this.#sheets.set(`${chamber} ${keeping.term} ${index}`, sheet);
    } else if (one.kind === 'withdraw') {
      await this.#withdraw(at(this.#people, one.who));
    } else if (one.kind === 'replace') {
      await this.#replaceKeeper(chamber, at(this.#people, one.who));
    } else if (one.kind === 'resign') {
      const keeper = this.#keeperIn(await this.#keeping(chamber));
      await this.#may(keeper, toBenchmark(this.stage, 'resign', [BigInt(chamber)]));
    } else if (this.#trials.length > 0) {
      const id = at(this.#trials, one.trial);
      if (one.kind === 'show') await this.#show(id, chamber, one.who);
      if (one.kind === 'settle')
        await this.#may(people.stranger, toBenchmark(this.stage, 'settle', [id, BigInt(chamber + 1)]));
      if (one.kind === 'wait') {
        const { showUntil } = await trialOf(people.owner, governance, id);
        const { timestamp } = await people.owner.public.getBlock();
        await this.stage.goTo(BigInt(showUntil) > timestamp ? BigInt(showUntil) + 1n : timestamp + 10n);
      }
    }
  }

  async expectSound(): Promise<void> {
    const { held, due } = await moneyOf(this.stage, this.#trials);
    expect([held, held]).toEqual([due, this.#paidIn - this.#fetched]);
  }

  /** When all trials are over and everybody has fetched, only bonds and what was forfeited stay. */
  async end(): Promise<void> {
    const { people, governance } = this.stage;
    const ends = await Promise.all(
      this.#trials.map(async (id) => BigInt((await trialOf(people.owner, governance, id)).showUntil)),
    );
    const { timestamp } = await people.owner.public.getBlock();
    await this.stage.goTo(ends.reduce((last, end) => (end >= last ? end + 1n : last), timestamp + 1n));
    for (const id of this.#trials)
      for (const sheet of [1n, 2n])
        await this.#may(people.stranger, toBenchmark(this.stage, 'settle', [id, sheet]));
    for (const who of this.#people) await this.#withdraw(who);
    await this.expectSound();
    const read = { address: governance.benchmark, abi: benchmarkAbi } as const;
    const client = people.owner.public;
    expect(await client.readContract({ ...read, functionName: 'totalOwed' })).toBe(0n);
    const bonds = await Promise.all([0, 1].map(async (chamber) => (await this.#keeping(chamber)).bond));
    const forfeited = await client.readContract({ ...read, functionName: 'forfeited' });
    expect(await client.getBalance({ address: governance.benchmark })).toBe(
      bonds.reduce((sum, bond) => sum + bond, forfeited),
    );
  }

  /** A batch of the rows that a trial has of a keeper. */
  async #show(id: bigint, chamber: number, number: number): Promise<void> {
    const { people, governance } = this.stage;
    const { terms, sheets: numbers } = await trialOf(people.owner, governance, id);
    const sheet = this.#sheets.get(`${chamber} ${terms[chamber]} ${numbers[chamber]}`);
    if (!sheet) throw new Error(`no rows are known of trial ${id}`);
    await this.#may(
      people.stranger,
      toBenchmark(this.stage, 'show', [id, BigInt(chamber + 1), at(sheet.batches, number)]),
    );
  }

  /** Both chambers vote another keeper in: seconds go by. */
  async #replaceKeeper(chamber: number, { account }: Client): Promise<void> {
    const { people, governance } = this.stage;
    const call = toGovernor(this.stage, 'proposeKeeper', [
      BigInt(chamber),
      account.address,
      `keeper ${++this.#made}`,
    ]);
    const receipt = await this.#may(people.drivers[0], call);
    if (!receipt) return;
    const proposal = proposalIn(receipt);
    await this.stage.goTo((await windowOf(this.stage, proposal)).start + 1n);
    await voteAll(this.stage, proposal);
    await advance(people.stranger, governance, 'queue', proposal);
    await enact(this.stage, proposal);
  }

  async #withdraw(who: Client): Promise<void> {
    const { governance, people } = this.stage;
    const { address } = who.account;
    const read = { address: governance.benchmark, abi: benchmarkAbi } as const;
    const owed = await people.owner.public.readContract({ ...read, functionName: 'owed', args: [address] });
    if (await this.#may(who, toBenchmark(this.stage, 'withdraw', [address]))) this.#fetched += owed;
  }

  /** Somebody else where a chamber has none. */
  #keeperIn({ keeper }: { readonly keeper: Address }): Client {
    return this.#people.find(({ account }) => account.address === keeper) ?? this.#people[0]!;
  }

  #keeping(chamber: number) {
    const { governance, people } = this.stage;
    const read = { address: governance.benchmark, abi: benchmarkAbi } as const;
    return people.owner.public.readContract({ ...read, functionName: 'keepingOf', args: [BigInt(chamber)] });
  }

  /** Sends a call where it would succeed. @returns its receipt */
  async #may(who: Client, call: Call) {
    if ((await this.stage.refusalOf(who, call)) !== undefined) return undefined;
    const receipt = await send(who, call);
    if (call.functionName === 'proposeVersion' || call.functionName === 'commitSheet')
      this.#paidIn += call.value ?? 0n;
    return receipt;
  }
}
