import { moneyOf } from '@evm-ml/example-story/testing';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../src/abi.ts';
import { disputeLots, firstSamplesOf, resampleLots, settleLots } from '../src/market.ts';
import { sampleAgain, type Wine } from '../src/wine.ts';
import { AFTERWARDS, deal, deployFresh } from './chain.ts';
import {
  barbera,
  barolo,
  ETHER,
  FEE,
  FIVE_PERCENT,
  gradeBeside,
  grignolino,
  mean,
  near,
  nearer,
  numbersOf,
  ofGrade,
  PRICES,
  rowsOf,
  wines,
} from './lots.ts';
import { dispute, settle, useMarket } from './use-market.ts';

const here = useMarket();

describe('a lot in dispute', () => {
  const second = (wine: Wine, seed: bigint) => sampleAgain(wine, FIVE_PERCENT, seed);
  const half = (PRICES[0] + PRICES[1]) / 2n;
  // Challenger is the buyer. Owed: supplier, buyer, first and second laboratory; in are 3.01 ETH and the fee of the second.
  const cases: [string, Wine, readonly bigint[], readonly bigint[], string, bigint[]][] = [
    [
      'the same grade stands',
      barolo,
      barolo.chemistry,
      second(barolo, 3n),
      'confirmed',
      [PRICES[0], 0n, FEE, FEE],
    ],
    [
      'near a border the mean counts: the first laboratory was right',
      near,
      near.chemistry,
      second(near, 0n),
      'averaged',
      [PRICES[1], 2n * ETHER, FEE, FEE],
    ],
    [
      'near a border the mean counts: the challenger was right',
      nearer,
      nearer.chemistry,
      second(nearer, 1n),
      'averaged',
      [PRICES[1], 2n * ETHER + FEE, 0n, FEE],
    ],
    [
      'a laboratory in league with the supplier gains half of the lie at the most',
      grignolino,
      barolo.chemistry,
      second(grignolino, 2n),
      'split',
      [half, 3n * ETHER - half + FEE, 0n, FEE],
    ],
    [
      'a second laboratory in league with the buyer gains no more',
      barolo,
      barolo.chemistry,
      grignolino.chemistry,
      'split',
      [half, 3n * ETHER - half + FEE, 0n, FEE],
    ],
  ];
  it.each(cases)('%s', async (_, wine, first, again, expected, owed) => {
    const order = await here.graded([wine], {}, [...first]);
    await disputeLots(here.stage.buyer, here.market, order, [wine.number]);
    const sample = { order, lots: [wine.number], measurements: again };
    const { settled } = await resampleLots(here.stage.second, here.market, sample);
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual([expected]);
    expect(await here.owedToAll()).toEqual(owed);
    const { held, owed: total } = await moneyOf(here.stage.buyer, here.market);
    expect([held, total]).toEqual([3n * ETHER + 2n * FEE, held]);
  });

  it('a mean that has a third grade decides nothing: the price is split', async () => {
    const pairs = ofGrade(0).flatMap((a) => ofGrade(2).map((b) => [a, b] as const));
    const [a, b] = pairs.find(([one, two]) => gradeBeside(mean(one.chemistry, two.chemistry)) === 1)!;
    const order = await here.graded([a], { tolerance: 10n ** 18n - 1n });
    await disputeLots(here.stage.supplier, here.market, order, [a.number]);
    const sample = { order, lots: [a.number], measurements: b.chemistry };
    const { settled } = await resampleLots(here.stage.second, here.market, sample);
    expect(settled).toEqual([
      { lot: a.number, outcome: OUTCOMES.indexOf('split'), price: (5n * ETHER) / 2n },
    ]);
  });

  it('who differs by just the tolerance agrees, a trifle more does not', async () => {
    const half = ({ chemistry }: Wine) => chemistry.map((x) => x / 2n);
    // Half of everything is another grade, and the mean has one of both.
    const wine = wines.find((one) => {
      const [first, again] = [gradeBeside(one.chemistry), gradeBeside(half(one))];
      return first !== again && [first, again].includes(gradeBeside(mean(one.chemistry, half(one))));
    })!;
    for (const [tolerance, expected] of [
      [5n * 10n ** 17n, 'averaged'],
      [5n * 10n ** 17n - 1n, 'split'],
    ] as const) {
      here.market = await deployFresh(here.stage);
      const order = await here.graded([wine], { tolerance });
      await disputeLots(here.stage.supplier, here.market, order, [wine.number]);
      const sample = { order, lots: [wine.number], measurements: half(wine) };
      const { settled } = await resampleLots(here.stage.second, here.market, sample);
      expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual([expected]);
    }
  });

  it('without a second report the grade stands, and the challenger has the fee back', async () => {
    const order = await here.graded([barolo]);
    await disputeLots(here.stage.buyer, here.market, order, [barolo.number]);
    await here.clock.pass(AFTERWARDS);
    const late = await here.resample(order, [barolo.number], barolo.chemistry, grignolino.chemistry);
    expect(await here.refused(late)).toBe('TooLate');
    const { settled } = await settleLots(here.stage.other, here.market, order, [barolo.number]);
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual(['second missing']);
    expect(await here.owedToAll()).toEqual([3n * ETHER, FEE, FEE, 0n]);
  });

  it('many lots are settled by one report, each by its own samples', async () => {
    const lots = [barolo, nearer, grignolino];
    const again = [barolo.chemistry, second(nearer, 1n), barbera.chemistry].flat();
    const order = await here.graded(lots);
    await disputeLots(here.stage.buyer, here.market, order, numbersOf(lots));
    const sample = { order, lots: numbersOf(lots), measurements: again };
    const { settled } = await resampleLots(here.stage.second, here.market, sample);
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual(['confirmed', 'averaged', 'split']);
    // 3, 1, and half of 1 + 2.
    expect(await here.owedToAll()).toEqual([(11n * ETHER) / 2n, (7n * ETHER) / 2n + 2n * FEE, FEE, 3n * FEE]);
  });

  it('is disputed by buyer or supplier, for exactly the fee, once', async () => {
    const { buyer, supplier, laboratory } = here.stage;
    const order = await here.graded([barolo]);
    const lots = [barolo.number];
    for (const who of [here.stage.other, laboratory, here.stage.second])
      expect(await here.refused(dispute(order, lots), who)).toBe('NotAParty');
    for (const value of [0n, FEE - 1n, FEE + 1n])
      expect(await here.refused(dispute(order, lots, value), buyer)).toBe('WrongValue');
    expect(await here.refused(dispute(order, []), buyer)).toBe('NothingToDispute');
    expect(await here.refused(dispute(order, [99n]), buyer)).toBe('NothingToDispute');
    await disputeLots(supplier, here.market, order, lots);
    expect(await here.refused(dispute(order, lots), buyer)).toBe('NothingToDispute');
    expect(await here.refused(settle(order, lots))).toBe('NothingDue');
  });

  it('is compared with the sample that the chain tells of, whoever handed in its report', async () => {
    const { buyer, second, other } = here.stage;
    const order = await deal(here.stage, here.market, [barolo, nearer]);
    const numbers = numbersOf([barolo, nearer]);
    await here.outcome(await here.report(order, numbers, rowsOf([barolo, nearer])), other);
    // In any order, without those that nobody graded.
    const asked = [nearer.number, 99n, barolo.number];
    expect(await firstSamplesOf(second, here.market, order, asked)).toEqual(rowsOf([nearer, barolo]));
    await disputeLots(buyer, here.market, order, numbers);
    const report = { order, lots: numbers, measurements: rowsOf([barolo, nearer]) };
    expect((await resampleLots(second, here.market, report)).settled).toHaveLength(2);
  });

  it('is compared with the very sample that was graded', async () => {
    const lots = [barolo, grignolino];
    const order = await here.graded(lots);
    await disputeLots(here.stage.buyer, here.market, order, numbersOf(lots));
    const call = (first: readonly bigint[]) => here.resample(order, numbersOf(lots), first, rowsOf(lots));
    expect(await here.refused(await call(rowsOf([grignolino, barolo])))).toBe('OtherFirstSample');
    const changed = [rowsOf(lots)[0]! + 1n, ...rowsOf(lots).slice(1)];
    expect(await here.refused(await call(changed))).toBe('OtherFirstSample');
    expect(await here.refused(await call(rowsOf([barolo])))).toBe('WrongLength');
  });
});
