import { moneyOf } from '@evm-ml/example-story/testing';
import { describe, expect, it } from 'vitest';
import {
  disputeLots,
  firstSamplesOf,
  owedTo,
  placeOrder,
  reportLots,
  resampleLots,
  settleLots,
} from '../src/market.ts';
import { AFTERWARDS, type Attempt, agreementOf, deal, deployFresh, termsFor } from './chain.ts';
import { barbera, barolo, ETHER, FEE, grignolino, near, numbersOf, rowsOf } from './lots.ts';
import { settle, useMarket } from './use-market.ts';

const here = useMarket();

describe('who comes first', () => {
  it('nobody makes a list of disputes fail by disputing one of its lots first', async () => {
    const { buyer, supplier } = here.stage;
    const lots = [barolo, grignolino, barbera];
    const order = await here.graded(lots);
    await disputeLots(supplier, here.market, order, [grignolino.number]);
    // In league with the second laboratory, the supplier even settles it first.
    await here.outcome(
      await here.resample(order, [grignolino.number], grignolino.chemistry, grignolino.chemistry),
    );
    const before = await owedTo(buyer, here.market);
    await disputeLots(buyer, here.market, order, numbersOf(lots));
    expect(await owedTo(buyer, here.market)).toBe(before + FEE);
    expect([await here.fateOf(barolo), await here.fateOf(grignolino), await here.fateOf(barbera)]).toEqual([
      'disputed',
      'sold',
      'disputed',
    ]);
    expect((await moneyOf(buyer, here.market)).held).toBe(9n * ETHER + 7n * FEE);
  });

  it('nobody makes a list fail by settling one of its lots first, or naming one twice', async () => {
    const lots = [barolo, grignolino];
    const order = await here.graded(lots);
    await here.clock.pass(AFTERWARDS);
    await settleLots(here.stage.other, here.market, order, [barolo.number]);
    const list = [barolo.number, grignolino.number, grignolino.number, 12_345n];
    const { settled } = await settleLots(here.stage.buyer, here.market, order, list);
    expect(settled.map(({ lot }) => lot)).toEqual([grignolino.number]);
    expect(await here.owedToAll()).toEqual([4n * ETHER, 2n * ETHER, 2n * FEE, 0n]);
    expect(await here.refused(settle(order, list))).toBe('NothingDue');
  });

  it('nobody makes a report fail by another report of one of its lots: who was first counts', async () => {
    const { laboratory, other } = here.stage;
    const lots = [barolo, grignolino, barbera];
    const order = await deal(here.stage, here.market, lots);
    // A laboratory signed Grignolino's lot twice; somebody hands in the report of this lot alone, with other numbers.
    const alone = await here.report(order, [grignolino.number], barolo.chemistry);
    const all = { order, lots: numbersOf(lots), measurements: rowsOf(lots) };
    expect(await here.outcome(alone, other)).toBe('success');
    expect((await reportLots(laboratory, here.market, all)).grades).toEqual([0, 2]);
    expect(await firstSamplesOf(other, here.market, order, [grignolino.number])).toEqual(barolo.chemistry);
    // A lot that is named twice is graded once.
    const twice = await deal(here.stage, here.market, [near]);
    const named = { order: twice, lots: [near.number, near.number], measurements: rowsOf([near, barolo]) };
    expect((await reportLots(laboratory, here.market, named)).grades).toEqual([1]);
  });

  it('nobody makes a second report fail by another one of its lots: the laboratory has a fee for each, once', async () => {
    const { buyer, second, other } = here.stage;
    const lots = [barolo, grignolino, barbera];
    const order = await here.graded(lots);
    await disputeLots(buyer, here.market, order, [barolo.number, grignolino.number]);
    const alone = await here.resample(order, [barolo.number], barolo.chemistry, barolo.chemistry);
    expect(await here.outcome(alone, other)).toBe('success');
    // One is settled, one is in dispute, one was never disputed; one is named twice.
    const named = [...lots, grignolino];
    const all = { order, lots: numbersOf(named), measurements: rowsOf(named) };
    const { settled } = await resampleLots(second, here.market, all);
    expect(settled.map(({ lot }) => lot)).toEqual([grignolino.number]);
    expect(await owedTo(second, here.market)).toBe(2n * FEE);
    expect(await here.fateOf(barbera)).toBe('graded');
  });

  it('a report that a stranger hands in first does what the laboratory meant', async () => {
    const order = await deal(here.stage, here.market, [barolo]);
    expect(await here.outcome(await here.report(order, [barolo.number], barolo.chemistry))).toBe('success');
    await here.clock.pass(AFTERWARDS);
    await settleLots(here.stage.other, here.market, order, [barolo.number]);
    expect(await owedTo(here.stage.laboratory, here.market)).toBe(FEE);
    expect(await owedTo(here.stage.other, here.market)).toBe(0n);
  });

  it('no order slips under an acceptance that was meant for another', async () => {
    const { buyer, owner, supplier } = here.stage;
    // The supplier saw the buyer's order wait for block and number 0; somebody's worse one comes before it.
    const terms = await termsFor(here.stage);
    const elsewhere = await deployFresh(here.stage);
    await placeOrder(buyer, elsewhere, terms);
    const seen = await agreementOf(supplier, elsewhere, 0n);
    await placeOrder(owner, here.market, { ...terms, prices: [1n, 1n, 1n] });
    await placeOrder(owner, here.market, terms);
    await placeOrder(buyer, here.market, terms);
    const call = (order: bigint): Attempt => ({ functionName: 'accept', args: [order, seen, [1n]] });
    expect(await here.refused(call(0n), supplier)).toBe('OtherTerms');
    expect(await here.refused(call(1n), supplier)).toBe('OtherTerms');
    expect(await here.refused(call(2n), supplier)).toBeUndefined();
  });
});
