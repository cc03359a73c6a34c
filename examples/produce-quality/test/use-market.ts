import type { Client } from '@evm-ml/example-story';
import type { Address, Hex } from 'viem';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { abi, FATES } from '../src/abi.ts';
import { owedTo, reportLots, type Terms } from '../src/market.ts';
import { type Sample, signReport } from '../src/reports.ts';
import type { Wine } from '../src/wine.ts';
import {
  type Attempt,
  addressOf,
  agreementOf,
  clockOf,
  deal,
  deployFresh,
  outcomeOf,
  refusalOf,
  type Stage,
  setStage,
} from './chain.ts';
import { FEE, numbersOf, rowsOf } from './lots.ts';

/** Calls that need nothing of a market but its order's number. */
export const cancel = (order: bigint): Attempt => ({ functionName: 'cancel', args: [order] });
export const settle = (order: bigint, lots: readonly bigint[]): Attempt => ({
  functionName: 'settle',
  args: [order, lots],
});
export const dispute = (
  order: bigint,
  lots: readonly bigint[],
  value = FEE * BigInt(lots.length),
): Attempt => ({ functionName: 'dispute', args: [order, lots], value });

/** The tests of a file share a chain; each has a market of its own. */
export function useMarket(): Here {
  const here = new Here();
  beforeAll(async () => {
    here.stage = await setStage();
    here.clock = clockOf(here.stage);
  });
  afterAll(() => here.stage.node.close());
  beforeEach(async () => {
    here.market = await deployFresh(here.stage);
  });
  return here;
}

/** A test's market, and what is tried there. */
export class Here {
  stage!: Stage;
  clock!: ReturnType<typeof clockOf>;
  market!: Address;

  /** Name of the error by which the market would refuse; undefined where it would not. */
  refused(attempt: Attempt, who: Client = this.stage.other): Promise<string | undefined> {
    return refusalOf(who, this.market, attempt);
  }

  /** 'success' or 'reverted'. */
  outcome(attempt: Attempt, who: Client = this.stage.other): Promise<string> {
    return outcomeOf(who, this.market, attempt);
  }

  async accept(order: bigint, lots: readonly bigint[]): Promise<Attempt> {
    const agreement = await agreementOf(this.stage.supplier, this.market, order);
    return { functionName: 'accept', args: [order, agreement, lots] };
  }

  /** A report, signed by the first laboratory, or as it is said. */
  async report(
    order: bigint,
    lots: readonly bigint[],
    measurements: readonly bigint[],
    {
      by = this.stage.laboratory,
      sample = 1,
      of = this.market,
      signature,
    }: { by?: Client; sample?: Sample; of?: Address; signature?: Hex } = {},
  ): Promise<Attempt> {
    signature ??= await signReport(by, of, { order, sample, lots, measurements });
    return { functionName: 'report', args: [order, lots, measurements, signature] };
  }

  async resample(
    order: bigint,
    lots: readonly bigint[],
    first: readonly bigint[],
    measurements: readonly bigint[],
    { by = this.stage.second, sample = 2 }: { by?: Client; sample?: Sample } = {},
  ): Promise<Attempt> {
    const signature = await signReport(by, this.market, { order, sample, lots, measurements });
    return { functionName: 'resample', args: [order, lots, first, measurements, signature] };
  }

  /** An order of lots that were reported as they are, or as they are said to be. */
  async graded(
    lots: readonly Wine[],
    special: Partial<Terms> = {},
    measurements: readonly bigint[] = rowsOf(lots),
  ): Promise<bigint> {
    const order = await deal(this.stage, this.market, lots, special);
    await reportLots(this.stage.laboratory, this.market, { order, lots: numbersOf(lots), measurements });
    return order;
  }

  /** What everybody may fetch: supplier, buyer, first and second laboratory. */
  owedToAll(): Promise<bigint[]> {
    const { supplier, buyer, laboratory, second } = this.stage;
    return Promise.all([supplier, buyer, laboratory, second].map((who) => owedTo(who, this.market)));
  }

  async fateOf(wine: Wine): Promise<string> {
    const args = [addressOf(this.stage.supplier), wine.number] as const;
    const call = { address: this.market, abi, functionName: 'lotOf', args } as const;
    const { fate } = await this.stage.buyer.public.readContract(call);
    return FATES[fate]!;
  }
}
