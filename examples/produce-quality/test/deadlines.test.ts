import { moneyOf } from '@evm-ml/example-story/testing';
import { describe, expect, it } from 'vitest';
import { abi } from '../src/abi.ts';
import { acceptOrder, placeOrder, settleLots, type Terms } from '../src/market.ts';
import type { Wine } from '../src/wine.ts';
import { deal, termsFor } from './chain.ts';
import { barbera, barolo, ETHER, FEE, grignolino } from './lots.ts';
import { cancel, dispute, settle, useMarket } from './use-market.ts';

const here = useMarket();

describe('the clock', () => {
  it('the last second counts, the next one does not: accepting', async () => {
    const { buyer, supplier } = here.stage;
    const terms = await termsFor(here.stage);
    const orders = [await placeOrder(buyer, here.market, terms), await placeOrder(buyer, here.market, terms)];
    const calls = [await here.accept(orders[0]!, [1n]), await here.accept(orders[1]!, [2n])] as const;
    await here.clock.nextAt(terms.acceptBy);
    expect(await here.outcome(calls[0], supplier)).toBe('success');
    await here.clock.nextAt(terms.acceptBy + 1);
    expect(await here.outcome(calls[1], supplier)).toBe('reverted');
    expect(await here.outcome(cancel(orders[1]!), buyer)).toBe('success');
  });

  it('the last second counts, the next one does not: the first report; a missing one is a refund', async () => {
    const terms = await termsFor(here.stage, { lots: 3 });
    const order = await placeOrder(here.stage.buyer, here.market, terms);
    await acceptOrder(here.stage.supplier, here.market, order, [1n, 2n, 3n]);
    const reports = await Promise.all([1n, 2n].map((lot) => here.report(order, [lot], barolo.chemistry)));
    await here.clock.nextAt(terms.reportBy - 1);
    expect(await here.outcome(settle(order, [3n]))).toBe('reverted');
    await here.clock.nextAt(terms.reportBy);
    expect(await here.outcome(reports[0]!)).toBe('success');
    await here.clock.nextAt(terms.reportBy + 1);
    expect(await here.outcome(reports[1]!)).toBe('reverted');
    const { settled } = await settleLots(here.stage.other, here.market, order, [1n, 2n, 3n]);
    expect(settled).toEqual([2n, 3n].map((lot) => ({ lot, outcome: 0, price: 0n })));
    expect(await here.owedToAll()).toEqual([0n, 2n * (3n * ETHER + FEE), 0n, 0n]);
    // They are the supplier's again.
    await acceptOrder(
      here.stage.supplier,
      here.market,
      await placeOrder(here.stage.buyer, here.market, await termsFor(here.stage, { lots: 2 })),
      [2n, 3n],
    );
  });

  it('the last second counts, the next one does not: disputes and second reports', async () => {
    const { buyer } = here.stage;
    const lots = [barolo, grignolino, barbera];
    const order = await here.graded(lots);
    const { disputeBy, resampleBy } = await deadlinesOf(order);
    const again = (wine: Wine) => here.resample(order, [wine.number], wine.chemistry, wine.chemistry);
    const calls = [await again(barolo), await again(grignolino)] as const;
    await here.clock.nextAt(disputeBy - 1);
    expect(await here.outcome(dispute(order, [barolo.number]), buyer)).toBe('success');
    await here.clock.nextAt(disputeBy);
    expect(await here.outcome(dispute(order, [grignolino.number]), buyer)).toBe('success');
    await here.clock.nextAt(disputeBy + 1);
    expect(await here.outcome(dispute(order, [barbera.number]), buyer)).toBe('reverted');
    await settleLots(here.stage.other, here.market, order, [barbera.number]);
    await here.clock.nextAt(resampleBy);
    expect(await here.outcome(calls[0])).toBe('success');
    await here.clock.nextAt(resampleBy + 1);
    expect(await here.outcome(calls[1])).toBe('reverted');
    expect(await here.outcome(settle(order, [grignolino.number]))).toBe('success');
    const { held, owed } = await moneyOf(buyer, here.market);
    expect(held).toBe(owed);
  });

  it('a grade stands no earlier than was agreed, however early its report: no block begins a window', async () => {
    const order = await here.graded([barolo]);
    const { reportBy, disputeBy } = await deadlinesOf(order);
    // As if the block of the report had been given an earlier time: windows that began with it would be over.
    await here.clock.goTo(BigInt(reportBy + 1));
    expect(await here.refused(settle(order, [barolo.number]))).toBe('NothingDue');
    await here.clock.goTo(BigInt(disputeBy - 1));
    expect(await here.outcome(dispute(order, [barolo.number]), here.stage.buyer)).toBe('success');
    // Nor does a dispute: the second laboratory has all of its time.
    expect(await here.refused(settle(order, [barolo.number]))).toBe('NothingDue');
  });

  it('a report in its last second leaves all of the time to dispute', async () => {
    const order = await deal(here.stage, here.market, [barolo]);
    const { reportBy, disputeBy, resampleBy } = await deadlinesOf(order);
    const late = await here.report(order, [barolo.number], barolo.chemistry);
    await here.clock.nextAt(reportBy);
    expect(await here.outcome(late)).toBe('success');
    await here.clock.nextAt(disputeBy);
    expect(await here.outcome(dispute(order, [barolo.number]), here.stage.buyer)).toBe('success');
    const again = await here.resample(order, [barolo.number], barolo.chemistry, barolo.chemistry);
    await here.clock.nextAt(resampleBy);
    expect(await here.outcome(again)).toBe('success');
  });
});

async function deadlinesOf(order: bigint): Promise<Terms> {
  const call = { address: here.market, abi, functionName: 'orderOf', args: [order] } as const;
  return (await here.stage.buyer.public.readContract(call)).terms;
}
