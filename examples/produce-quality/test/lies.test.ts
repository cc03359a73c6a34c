import type { Hex } from 'viem';
import { describe, expect, it } from 'vitest';
import { acceptOrder, disputeLots, placeOrder, reportLots, resampleLots, settleLots } from '../src/market.ts';
import { type Sample, types } from '../src/reports.ts';
import { AFTERWARDS, type Attempt, deal, deployFresh, termsFor } from './chain.ts';
import { barbera, barolo, grignolino, near, nearer, numbersOf, rowsOf } from './lots.ts';
import { dispute, settle, useMarket } from './use-market.ts';

const here = useMarket();

describe('who lies', () => {
  it('signatures count for one order, one sample, one list, one market, one chain and one laboratory', async () => {
    const { laboratory, second, supplier, other } = here.stage;
    const lots = [barolo, grignolino];
    const [numbers, rows] = [numbersOf(lots), rowsOf(lots)];
    const order = await deal(here.stage, here.market, lots);
    const another = await deal(here.stage, here.market, [barbera, near]);
    const elsewhere = await deployFresh(here.stage);
    const good = await here.report(order, numbers, rows);
    const signature = good.args[3] as Hex;
    const reuse = (id: bigint, of: readonly bigint[], measurements: readonly bigint[]) =>
      here.report(id, of, measurements, { signature });
    const elsewhereOnEarth = await laboratory.account.signTypedData({
      domain: { name: 'ProduceMarket', version: '1', chainId: 1, verifyingContract: here.market },
      types,
      primaryType: 'Report',
      message: { order, sample: 1, lots: numbers, measurements: rows },
    });
    const flipped = flipSignature(signature);
    const cases: Attempt[] = [
      await reuse(another, numbers, rows),
      await reuse(order, numbersOf([grignolino, barolo]), rows),
      await reuse(order, numbers, rowsOf([grignolino, barolo])),
      await reuse(order, [barolo.number], barolo.chemistry),
      await reuse(order, numbers, [rows[0]! + 1n, ...rows.slice(1)]),
      await here.report(order, numbers, rows, { of: elsewhere }),
      await here.report(order, numbers, rows, { sample: 2 }),
      await here.report(order, numbers, rows, { signature: elsewhereOnEarth }),
      await here.report(order, numbers, rows, { signature: flipped }),
      await here.report(order, numbers, rows, { signature: '0x' }),
      await here.report(order, numbers, rows, { signature: signature.slice(0, -2) as Hex }),
      ...(await Promise.all(
        [second, supplier, other].map((by) => here.report(order, numbers, rows, { by })),
      )),
    ];
    for (const attempt of cases) expect(await here.refused(attempt)).toBe('NotSignedBy');
    expect(await here.outcome(good)).toBe('success');
    expect(await here.refused(good)).toBe('NothingToGrade');
    // The first laboratory is not asked twice, and a first report is no second one.
    await disputeLots(here.stage.buyer, here.market, order, numbers);
    for (const one of [{ by: laboratory }, { sample: 1 as Sample }])
      expect(await here.refused(await here.resample(order, numbers, rows, rows, one))).toBe('NotSignedBy');
    const again = await here.resample(order, numbers, rows, rows);
    expect(await here.outcome(again)).toBe('success');
    expect(await here.refused(again)).toBe('NothingToCompare');
  });

  it('rows of a wrong length and numbers that nobody can measure are refused', async () => {
    const order = await deal(here.stage, here.market, [barolo, grignolino]);
    const numbers = numbersOf([barolo, grignolino]);
    const rows = rowsOf([barolo, grignolino]);
    const change = (index: number, value: bigint) => rows.map((x, i) => (i === index ? value : x));
    const most = 10n ** 24n;
    const cases: [readonly bigint[], readonly bigint[], string | undefined][] = [
      [[], [], 'NoLots'],
      [numbers, [], 'WrongLength'],
      [numbers, rows.slice(1), 'WrongLength'],
      [numbers, barolo.chemistry, 'WrongLength'],
      [[barolo.number], rows, 'WrongLength'],
      [numbers, [...rows, 0n], 'WrongLength'],
      [numbers, change(25, -1n), 'ImpossibleMeasurement'],
      // Such numbers would make a mean overflow, and a dispute impossible to settle.
      [numbers, change(0, 2n ** 255n - 1n), 'ImpossibleMeasurement'],
      [numbers, change(0, most + 1n), 'ImpossibleMeasurement'],
      [numbers, change(0, most), undefined],
      [[near.number, nearer.number], rows, 'NothingToGrade'],
    ];
    for (const [lots, measurements, error] of cases)
      expect(await here.refused(await here.report(order, lots, measurements))).toBe(error);
  });

  it('numbers at their bounds can be graded, disputed and settled', async () => {
    const most = Array<bigint>(13).fill(10n ** 24n);
    const none = Array<bigint>(13).fill(0n);
    const order = await here.graded([barolo, grignolino], {}, [...most, ...none]);
    const numbers = numbersOf([barolo, grignolino]);
    await disputeLots(here.stage.buyer, here.market, order, numbers);
    expect(
      await here.outcome(await here.resample(order, numbers, [...most, ...none], [...none, ...most])),
    ).toBe('success');
  });

  it('a lot is in one order at a time, is sold once, and is the supplier’s again if it earned nothing', async () => {
    const { supplier, buyer } = here.stage;
    const order = await deal(here.stage, here.market, [barolo]);
    const terms = await termsFor(here.stage, { lots: 2, prices: [0n, 5n, 0n] });
    const next = await placeOrder(buyer, here.market, terms);
    const both = numbersOf([barolo, grignolino]);
    expect(await here.refused(await here.accept(next, both), supplier)).toBe('LotTaken');
    expect(
      await here.refused(await here.accept(next, [grignolino.number, grignolino.number]), supplier),
    ).toBe('LotTaken');
    expect(await here.refused(await here.accept(next, [grignolino.number]), supplier)).toBe('WrongLotCount');
    expect(await here.refused(await here.accept(next, both), here.stage.other)).toBe('NotTheSupplier');
    await here.outcome(await here.report(order, [barolo.number], barolo.chemistry));
    await here.clock.pass(AFTERWARDS);
    await settleLots(here.stage.other, here.market, order, [barolo.number]);
    expect(await here.fateOf(barolo)).toBe('sold');
    const once = await placeOrder(buyer, here.market, await termsFor(here.stage, { prices: [0n, 5n, 0n] }));
    expect(await here.refused(await here.accept(once, [barolo.number]), supplier)).toBe('LotTaken');
    await acceptOrder(supplier, here.market, once, [barbera.number]);
    const sample = { order: once, lots: [barbera.number], measurements: barbera.chemistry };
    await reportLots(here.stage.laboratory, here.market, sample);
    await disputeLots(buyer, here.market, once, [barbera.number]);
    await resampleLots(here.stage.second, here.market, sample);
    expect(await here.fateOf(barbera)).toBe('free');
    // In another order: what the old one has to do with it is over.
    const later = await deal(here.stage, here.market, [barbera]);
    expect(await here.refused(settle(once, [barbera.number]))).toBe('NothingDue');
    expect(await here.refused(dispute(once, [barbera.number], 5n), buyer)).toBe('WrongValue');
    expect(await here.refused(dispute(once, [barbera.number]), buyer)).toBe('NothingToDispute');
    expect(await here.refused(await here.report(once, [barbera.number], barbera.chemistry))).toBe(
      'NothingToGrade',
    );
    const compared = await here.resample(once, [barbera.number], barbera.chemistry, barbera.chemistry);
    expect(await here.refused(compared)).toBe('NothingToCompare');
    expect(await here.refused(await here.report(later, [barbera.number], barbera.chemistry))).toBeUndefined();
  });
});

/** The other signature of the same key for the same digest, which a curve allows. */
function flipSignature(signature: Hex): Hex {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.slice(130) === '1b' ? '1c' : '1b';
  return `${signature.slice(0, 66) as Hex}${s.toString(16).padStart(64, '0')}${v}`;
}
