import { calldataOf, readPredictGas } from '@evm-ml/example-story';
import { moneyOf } from '@evm-ml/example-story/testing';
import { describe, expect, it } from 'vitest';
import { abi, OUTCOMES } from '../src/abi.ts';
import {
  acceptOrder,
  disputeLots,
  GRADER,
  lockedBy,
  owedTo,
  placeOrder,
  reportLots,
  resampleLots,
  settleLots,
  withdraw,
} from '../src/market.ts';
import { GRADES } from '../src/wine.ts';
import { AFTERWARDS, type Attempt, addressOf, deal, deployPuppet, termsFor } from './chain.ts';
import { barolo, ETHER, FEE, gradeBeside, grignolino, numbersOf, PRICES, rowsOf, wines } from './lots.ts';
import { useMarket } from './use-market.ts';

const here = useMarket();

describe('good path', () => {
  it('twenty lots are graded by one question, as beside the chain, and paid by grade to the wei', async () => {
    const lots = wines.filter((_, i) => i % 3 === 0);
    const order = await deal(here.stage, here.market, lots);
    const { grades, transaction } = await reportLots(here.stage.laboratory, here.market, {
      order,
      lots: numbersOf(lots),
      measurements: rowsOf(lots),
    });
    expect(grades).toEqual(lots.map(({ chemistry }) => gradeBeside(chemistry)));
    expect([lots.length, new Set(grades).size]).toEqual([20, 3]);
    expect(await readPredictGas(here.stage.buyer, transaction)).toHaveLength(1);
    await here.clock.pass(AFTERWARDS);
    const { settled } = await settleLots(here.stage.other, here.market, order, numbersOf(lots));
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual(lots.map(() => 'undisputed'));
    const price = grades.reduce((sum, grade) => sum + PRICES[grade]!, 0n);
    expect(await here.owedToAll()).toEqual([price, 60n * ETHER - price, 20n * FEE, 0n]);
    expect(await withdraw(here.stage.supplier, here.market)).toBe(price);
    await withdraw(here.stage.buyer, here.market);
    await withdraw(here.stage.laboratory, here.market);
    expect(await moneyOf(here.stage.buyer, here.market)).toEqual({ held: 0n, owed: 0n });
  });

  it('the most lots of an order are graded, disputed and compared in one transaction each', async () => {
    const { buyer, laboratory, second: other } = here.stage;
    const lots = Array.from({ length: 64 }, (_, i) => ({
      ...wines[i % wines.length]!,
      number: BigInt(i),
    }));
    const order = await deal(here.stage, here.market, lots);
    const sample = { order, lots: numbersOf(lots), measurements: rowsOf(lots) };
    expect((await reportLots(laboratory, here.market, sample)).grades).toHaveLength(64);
    await disputeLots(buyer, here.market, order, sample.lots);
    expect((await resampleLots(other, here.market, sample)).settled).toHaveLength(64);
    const { held, owed } = await moneyOf(buyer, here.market);
    expect([held, owed]).toEqual([64n * (3n * ETHER + 2n * FEE), held]);
  });

  it('several buyers and suppliers trade at once; a report may be of some lots', async () => {
    const { buyer, supplier, laboratory, second, other, owner } = here.stage;
    const order = await deal(here.stage, here.market, [barolo, grignolino]);
    // Another supplier has the same numbers, another buyer other prices, and the laboratories change places.
    const terms = await termsFor(here.stage, {
      supplier: addressOf(other),
      laboratory: addressOf(second),
      second: addressOf(laboratory),
      lots: 2,
      prices: [1n, 2n, 3n],
    });
    const theirs = await placeOrder(owner, here.market, terms);
    const numbers = numbersOf([barolo, grignolino]);
    await acceptOrder(other, here.market, theirs, numbers);
    const one = { order, lots: [grignolino.number], measurements: grignolino.chemistry };
    expect((await reportLots(laboratory, here.market, one)).grades).toEqual([1]);
    await reportLots(second, here.market, {
      order: theirs,
      lots: numbers,
      measurements: rowsOf([barolo, grignolino]),
    });
    const rest = { order, lots: [barolo.number], measurements: barolo.chemistry };
    expect((await reportLots(laboratory, here.market, rest)).grades).toEqual([0]);
    await here.clock.pass(AFTERWARDS);
    await settleLots(buyer, here.market, order, numbers);
    await settleLots(buyer, here.market, theirs, numbers);
    expect(await owedTo(supplier, here.market)).toBe(4n * ETHER);
    expect(await owedTo(other, here.market)).toBe(3n);
    expect(await owedTo(owner, here.market)).toBe(3n);
    expect((await moneyOf(buyer, here.market)).held).toBe((await moneyOf(buyer, here.market)).owed);
  });

  it('parties may be contracts: they buy, deliver and sign', async () => {
    const { laboratory } = here.stage;
    const [buyer, supplier, lab] = [
      await deployPuppet(here.stage, here.market),
      await deployPuppet(here.stage, here.market),
      await deployPuppet(here.stage, here.market),
    ];
    const terms = await termsFor(here.stage, { supplier: supplier.address, laboratory: lab.address });
    const data = (call: Attempt) => calldataOf({ abi, ...call });
    const value = lockedBy(terms);
    expect(await buyer.tell('act', [value, data({ functionName: 'order', args: [terms] })], value)).toBe(
      'success',
    );
    expect(await supplier.tell('act', [0n, data(await here.accept(0n, [7n]))])).toBe('success');
    const measurements = barolo.chemistry;
    const call = await here.report(0n, [7n], measurements, { signature: '0x' });
    expect(await here.refused(call)).toBe('NotSignedBy');
    const digest = await laboratory.public.readContract({
      address: here.market,
      abi,
      functionName: 'digestOf',
      args: [0n, 1, [7n], measurements],
    });
    expect(await lab.tell('sign', [digest])).toBe('success');
    expect(await here.outcome(call)).toBe('success');
    await here.clock.pass(AFTERWARDS);
    await settleLots(here.stage.other, here.market, 0n, [7n]);
    for (const puppet of [supplier, lab])
      expect(await puppet.tell('act', [0n, data({ functionName: 'withdraw', args: [puppet.address] })])).toBe(
        'success',
      );
    expect(await laboratory.public.getBalance({ address: supplier.address })).toBe(3n * ETHER);
    expect(await laboratory.public.getBalance({ address: lab.address })).toBe(FEE);
  });
});

it('names of grades are those of the data, and the network is as good as the demo says', () => {
  expect(GRADES).toEqual(['Barolo', 'Grignolino', 'Barbera']);
  const wrong = wines.filter(({ chemistry, cultivar }) => gradeBeside(chemistry) !== cultivar);
  expect(wrong.map(({ number }) => number)).toEqual([73n]);
  expect(GRADER).toBe('acme.produce.grader');
});
