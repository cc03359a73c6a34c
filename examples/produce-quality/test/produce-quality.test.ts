import { readFileSync } from 'node:fs';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { type Client, calldataOf, readPredictGas, receiptOf } from '@evm-ml/example-story';
import { moneyOf } from '@evm-ml/example-story/testing';
import { encodeGraph, loadModel } from '@evm-ml/quantized-runtime';
import { encodeNetwork, GraphWriter, importKeras, plainValue, quantize, realPort } from '@evm-ml/workshop';
import { type Address, type Hex, parseAbi, parseEther } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { abi, FATES, OUTCOMES } from '../src/abi.ts';
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
  type Terms,
  withdraw,
} from '../src/market.ts';
import { type Sample, signReport, types } from '../src/reports.ts';
import { GRADES, readGrader, readWines, sampleAgain, type Wine } from '../src/wine.ts';
import {
  type Attempt,
  addressOf,
  agreementOf,
  clockOf,
  deal,
  deployFresh,
  deployPuppet,
  HOUR,
  numbersOf,
  outcomeOf,
  refusalOf,
  rowsOf,
  type Stage,
  setStage,
  termsFor,
} from './chain.ts';
import { expectMoneyKept } from './money.ts';

const ETHER = parseEther('1');
const FEE = parseEther('0.01');
/** By grade. */
const PRICES = [3n * ETHER, ETHER, 2n * ETHER] as const;

const wines = readWines();
const ofGrade = (grade: number): Wine[] => wines.filter((wine) => gradeBeside(wine.chemistry) === grade);
const grader = loadModel(readGrader('grader-1').artefact);
const [barolo, grignolino, barbera] = [0, 1, 2].map((grade) => ofGrade(grade)[0]) as [Wine, Wine, Wine];
/** Lots near a border: 5 % more or less is another grade; the mean is the first one's, and the other's. */
const [near, nearer] = [81n, 134n].map((number) => wines.find((wine) => wine.number === number)) as [
  Wine,
  Wine,
];
const FIVE_PERCENT = 5n * 10n ** 16n;

let stage: Stage;
let clock: ReturnType<typeof clockOf>;
let market: Address;
beforeAll(async () => {
  stage = await setStage();
  clock = clockOf(stage);
});
afterAll(() => stage.node.close());
beforeEach(async () => {
  market = await deployFresh(stage);
});

/** What the network says beside the chain. */
function gradeBeside(row: readonly bigint[]): number {
  const outputs = grader.decodeReal(grader.run(grader.encodeReal(row.map((x) => Number(x) / 1e18)), 1));
  return outputs.indexOf(Math.max(...outputs));
}

const mean = (a: readonly bigint[], b: readonly bigint[]) => a.map((x, i) => (x + b[i]!) / 2n);
const refused = (attempt: Attempt, who = stage.other) => refusalOf(who, market, attempt);
const outcome = (attempt: Attempt, who = stage.other) => outcomeOf(who, market, attempt);
const accept = async (order: bigint, lots: readonly bigint[]): Promise<Attempt> => ({
  functionName: 'accept',
  args: [order, await agreementOf(stage.supplier, market, order), lots],
});
const cancel = (order: bigint): Attempt => ({ functionName: 'cancel', args: [order] });
const settle = (order: bigint, lots: readonly bigint[]): Attempt => ({
  functionName: 'settle',
  args: [order, lots],
});
const dispute = (order: bigint, lots: readonly bigint[], value = FEE * BigInt(lots.length)): Attempt => ({
  functionName: 'dispute',
  args: [order, lots],
  value,
});

/** A report, signed by the first laboratory, or as it is said. */
async function report(
  order: bigint,
  lots: readonly bigint[],
  measurements: readonly bigint[],
  { by = stage.laboratory, sample = 1 as Sample, of = market, signature = undefined as Hex | undefined } = {},
): Promise<Attempt> {
  signature ??= await signReport(by, of, { order, sample, lots, measurements });
  return { functionName: 'report', args: [order, lots, measurements, signature] };
}

async function resample(
  order: bigint,
  lots: readonly bigint[],
  first: readonly bigint[],
  measurements: readonly bigint[],
  { by = stage.second, sample = 2 as Sample } = {},
): Promise<Attempt> {
  const signature = await signReport(by, market, { order, sample, lots, measurements });
  return { functionName: 'resample', args: [order, lots, first, measurements, signature] };
}

/** An order of lots that were reported as they are, or as they are said to be. */
async function graded(
  lots: readonly Wine[],
  special: Partial<Terms> = {},
  rows = rowsOf(lots),
): Promise<bigint> {
  const order = await deal(stage, market, lots, special);
  await reportLots(stage.laboratory, market, { order, lots: numbersOf(lots), measurements: rows });
  return order;
}

/** What everybody may fetch: supplier, buyer, first and second laboratory. */
function owedToAll(): Promise<bigint[]> {
  const { supplier, buyer, laboratory, second } = stage;
  return Promise.all([supplier, buyer, laboratory, second].map((who) => owedTo(who, market)));
}

async function fateOf(wine: Wine): Promise<string> {
  const args = [addressOf(stage.supplier), wine.number] as const;
  const { fate } = await stage.buyer.public.readContract({
    address: market,
    abi,
    functionName: 'lotOf',
    args,
  });
  return FATES[fate]!;
}

describe('good path', () => {
  it('twenty lots are graded by one question, as beside the chain, and paid by grade to the wei', async () => {
    const lots = wines.filter((_, i) => i % 3 === 0);
    const order = await deal(stage, market, lots);
    const { grades, transaction } = await reportLots(stage.laboratory, market, {
      order,
      lots: numbersOf(lots),
      measurements: rowsOf(lots),
    });
    expect(grades).toEqual(lots.map(({ chemistry }) => gradeBeside(chemistry)));
    expect([lots.length, new Set(grades).size]).toEqual([20, 3]);
    expect(await readPredictGas(stage.buyer, transaction)).toHaveLength(1);
    await clock.pass(HOUR + 1);
    const { settled } = await settleLots(stage.other, market, order, numbersOf(lots));
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual(lots.map(() => 'undisputed'));
    const price = grades.reduce((sum, grade) => sum + PRICES[grade]!, 0n);
    expect(await owedToAll()).toEqual([price, 60n * ETHER - price, 20n * FEE, 0n]);
    expect(await withdraw(stage.supplier, market)).toBe(price);
    await withdraw(stage.buyer, market);
    await withdraw(stage.laboratory, market);
    expect(await moneyOf(stage.buyer, market)).toEqual({ held: 0n, owed: 0n });
  });

  it('the most lots of an order are graded, disputed and compared in one transaction each', async () => {
    const { buyer, laboratory, second: other } = stage;
    const lots = Array.from({ length: 64 }, (_, i) => ({
      ...wines[i % wines.length]!,
      number: BigInt(i),
    }));
    const order = await deal(stage, market, lots);
    const sample = { order, lots: numbersOf(lots), measurements: rowsOf(lots) };
    expect((await reportLots(laboratory, market, sample)).grades).toHaveLength(64);
    await disputeLots(buyer, market, order, sample.lots);
    expect((await resampleLots(other, market, sample, sample.measurements)).settled).toHaveLength(64);
    const { held, owed } = await moneyOf(buyer, market);
    expect([held, owed]).toEqual([64n * (3n * ETHER + 2n * FEE), held]);
  });

  it('the two graders are what the workshop makes of the demo’s Keras file', async () => {
    const read = (name: string) => readFileSync(new URL(`../../wine-cellar/model/${name}`, import.meta.url));
    const [, ...lines] = read('train.csv').toString().trim().split('\n');
    const samples = Float32Array.from(lines.join(',').split(','), Number);
    for (const [name, profile] of [
      ['grader-1', 'a16'],
      ['grader-2', 'a8'],
    ] as const) {
      const { network } = await quantize(await importKeras(read('wine.keras')), [samples], { profile });
      const { model, origin } = encodeNetwork(network) as { model: Uint8Array; origin: Uint8Array };
      expect({ artefact: model, origin }).toEqual(readGrader(name));
    }
  });

  it('several buyers and suppliers trade at once; a report may be of some lots', async () => {
    const { buyer, supplier, laboratory, second, other, owner } = stage;
    const order = await deal(stage, market, [barolo, grignolino]);
    // Another supplier has the same numbers, another buyer other prices, and the laboratories change places.
    const terms = await termsFor(stage, {
      supplier: addressOf(other),
      laboratory: addressOf(second),
      second: addressOf(laboratory),
      lots: 2,
      prices: [1n, 2n, 3n],
    });
    const theirs = await placeOrder(owner, market, terms);
    const numbers = numbersOf([barolo, grignolino]);
    await acceptOrder(other, market, theirs, numbers);
    const one = { order, lots: [grignolino.number], measurements: grignolino.chemistry };
    expect((await reportLots(laboratory, market, one)).grades).toEqual([1]);
    await reportLots(second, market, {
      order: theirs,
      lots: numbers,
      measurements: rowsOf([barolo, grignolino]),
    });
    const rest = { order, lots: [barolo.number], measurements: barolo.chemistry };
    expect((await reportLots(laboratory, market, rest)).grades).toEqual([0]);
    await clock.pass(HOUR + 1);
    await settleLots(buyer, market, order, numbers);
    await settleLots(buyer, market, theirs, numbers);
    expect(await owedTo(supplier, market)).toBe(4n * ETHER);
    expect(await owedTo(other, market)).toBe(3n);
    expect(await owedTo(owner, market)).toBe(3n);
    expect((await moneyOf(buyer, market)).held).toBe((await moneyOf(buyer, market)).owed);
  });

  it('parties may be contracts: they buy, deliver and sign', async () => {
    const { laboratory } = stage;
    const [buyer, supplier, lab] = [
      await deployPuppet(stage, market),
      await deployPuppet(stage, market),
      await deployPuppet(stage, market),
    ];
    const terms = await termsFor(stage, { supplier: supplier.address, laboratory: lab.address });
    const data = (call: Attempt) => calldataOf({ abi, ...call });
    const value = lockedBy(terms);
    expect(await buyer.tell('act', [value, data({ functionName: 'order', args: [terms] })], value)).toBe(
      'success',
    );
    expect(await supplier.tell('act', [0n, data(await accept(0n, [7n]))])).toBe('success');
    const measurements = barolo.chemistry;
    const call = await report(0n, [7n], measurements, { signature: '0x' });
    expect(await refused(call)).toBe('NotSignedBy');
    const digest = await laboratory.public.readContract({
      address: market,
      abi,
      functionName: 'digestOf',
      args: [0n, 1, [7n], measurements],
    });
    expect(await lab.tell('sign', [digest])).toBe('success');
    expect(await outcome(call)).toBe('success');
    await clock.pass(HOUR + 1);
    await settleLots(stage.other, market, 0n, [7n]);
    for (const puppet of [supplier, lab])
      expect(await puppet.tell('act', [0n, data({ functionName: 'withdraw', args: [puppet.address] })])).toBe(
        'success',
      );
    expect(await laboratory.public.getBalance({ address: supplier.address })).toBe(3n * ETHER);
    expect(await laboratory.public.getBalance({ address: lab.address })).toBe(FEE);
  });
});

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
    const order = await graded([wine], {}, [...first]);
    await disputeLots(stage.buyer, market, order, [wine.number]);
    const sample = { order, lots: [wine.number], measurements: again };
    const { settled } = await resampleLots(stage.second, market, sample, first);
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual([expected]);
    expect(await owedToAll()).toEqual(owed);
    const { held, owed: total } = await moneyOf(stage.buyer, market);
    expect([held, total]).toEqual([3n * ETHER + 2n * FEE, held]);
  });

  it('a mean that has a third grade decides nothing: the price is split', async () => {
    const pairs = ofGrade(0).flatMap((a) => ofGrade(2).map((b) => [a, b] as const));
    const [a, b] = pairs.find(([one, two]) => gradeBeside(mean(one.chemistry, two.chemistry)) === 1)!;
    const order = await graded([a], { tolerance: 10n ** 18n - 1n });
    await disputeLots(stage.supplier, market, order, [a.number]);
    const sample = { order, lots: [a.number], measurements: b.chemistry };
    const { settled } = await resampleLots(stage.second, market, sample, a.chemistry);
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
      market = await deployFresh(stage);
      const order = await graded([wine], { tolerance });
      await disputeLots(stage.supplier, market, order, [wine.number]);
      const sample = { order, lots: [wine.number], measurements: half(wine) };
      const { settled } = await resampleLots(stage.second, market, sample, wine.chemistry);
      expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual([expected]);
    }
  });

  it('without a second report the grade stands, and the challenger has the fee back', async () => {
    const order = await graded([barolo]);
    await disputeLots(stage.buyer, market, order, [barolo.number]);
    await clock.pass(HOUR + 1);
    const late = await resample(order, [barolo.number], barolo.chemistry, grignolino.chemistry);
    expect(await refused(late)).toBe('TooLate');
    const { settled } = await settleLots(stage.other, market, order, [barolo.number]);
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual(['second missing']);
    expect(await owedToAll()).toEqual([3n * ETHER, FEE, FEE, 0n]);
  });

  it('many lots are settled by one report, each by its own samples', async () => {
    const lots = [barolo, nearer, grignolino];
    const again = [barolo.chemistry, second(nearer, 1n), barbera.chemistry].flat();
    const order = await graded(lots);
    await disputeLots(stage.buyer, market, order, numbersOf(lots));
    const sample = { order, lots: numbersOf(lots), measurements: again };
    const { settled } = await resampleLots(stage.second, market, sample, rowsOf(lots));
    expect(settled.map(({ outcome }) => OUTCOMES[outcome])).toEqual(['confirmed', 'averaged', 'split']);
    // 3, 1, and half of 1 + 2.
    expect(await owedToAll()).toEqual([(11n * ETHER) / 2n, (7n * ETHER) / 2n + 2n * FEE, FEE, 3n * FEE]);
  });

  it('is disputed by buyer or supplier, for exactly the fee, once', async () => {
    const { buyer, supplier, laboratory } = stage;
    const order = await graded([barolo]);
    const lots = [barolo.number];
    for (const who of [stage.other, laboratory, stage.second])
      expect(await refused(dispute(order, lots), who)).toBe('NotAParty');
    for (const value of [0n, FEE - 1n, FEE + 1n])
      expect(await refused(dispute(order, lots, value), buyer)).toBe('WrongValue');
    expect(await refused(dispute(order, []), buyer)).toBe('NothingToDispute');
    expect(await refused(dispute(order, [99n]), buyer)).toBe('NothingToDispute');
    await disputeLots(supplier, market, order, lots);
    expect(await refused(dispute(order, lots), buyer)).toBe('NothingToDispute');
    expect(await refused(settle(order, lots))).toBe('NothingDue');
  });

  it('is compared with the very sample that was graded', async () => {
    const lots = [barolo, grignolino];
    const order = await graded(lots);
    await disputeLots(stage.buyer, market, order, numbersOf(lots));
    const call = (first: readonly bigint[]) => resample(order, numbersOf(lots), first, rowsOf(lots));
    expect(await refused(await call(rowsOf([grignolino, barolo])))).toBe('OtherFirstSample');
    const changed = [rowsOf(lots)[0]! + 1n, ...rowsOf(lots).slice(1)];
    expect(await refused(await call(changed))).toBe('OtherFirstSample');
    expect(await refused(await call(rowsOf([barolo])))).toBe('WrongLength');
  });
});

describe('who lies', () => {
  it('signatures count for one order, one sample, one list, one market, one chain and one laboratory', async () => {
    const { laboratory, second, supplier, other } = stage;
    const lots = [barolo, grignolino];
    const [numbers, rows] = [numbersOf(lots), rowsOf(lots)];
    const order = await deal(stage, market, lots);
    const another = await deal(stage, market, [barbera, near]);
    const elsewhere = await deployFresh(stage);
    const good = await report(order, numbers, rows);
    const signature = good.args[3] as Hex;
    const reuse = (id: bigint, of: readonly bigint[], measurements: readonly bigint[]) =>
      report(id, of, measurements, { signature });
    const elsewhereOnEarth = await laboratory.account.signTypedData({
      domain: { name: 'ProduceMarket', version: '1', chainId: 1, verifyingContract: market },
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
      await report(order, numbers, rows, { of: elsewhere }),
      await report(order, numbers, rows, { sample: 2 }),
      await report(order, numbers, rows, { signature: elsewhereOnEarth }),
      await report(order, numbers, rows, { signature: flipped }),
      await report(order, numbers, rows, { signature: '0x' }),
      await report(order, numbers, rows, { signature: signature.slice(0, -2) as Hex }),
      ...(await Promise.all([second, supplier, other].map((by) => report(order, numbers, rows, { by })))),
    ];
    for (const attempt of cases) expect(await refused(attempt)).toBe('NotSignedBy');
    expect(await outcome(good)).toBe('success');
    expect(await refused(good)).toBe('NotWaiting');
    // The first laboratory is not asked twice, and a first report is no second one.
    await disputeLots(stage.buyer, market, order, numbers);
    for (const one of [{ by: laboratory }, { sample: 1 as Sample }])
      expect(await refused(await resample(order, numbers, rows, rows, one))).toBe('NotSignedBy');
    const again = await resample(order, numbers, rows, rows);
    expect(await outcome(again)).toBe('success');
    expect(await refused(again)).toBe('NotDisputed');
  });

  it('rows of a wrong length and numbers that nobody can measure are refused', async () => {
    const order = await deal(stage, market, [barolo, grignolino]);
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
      [[barolo.number, barolo.number], rows, 'NotWaiting'],
      [[barolo.number, near.number], rows, 'NotWaiting'],
    ];
    for (const [lots, measurements, error] of cases)
      expect(await refused(await report(order, lots, measurements))).toBe(error);
  });

  it('numbers at their bounds can be graded, disputed and settled', async () => {
    const most = Array<bigint>(13).fill(10n ** 24n);
    const none = Array<bigint>(13).fill(0n);
    const order = await graded([barolo, grignolino], {}, [...most, ...none]);
    const numbers = numbersOf([barolo, grignolino]);
    await disputeLots(stage.buyer, market, order, numbers);
    expect(await outcome(await resample(order, numbers, [...most, ...none], [...none, ...most]))).toBe(
      'success',
    );
  });

  it('a lot is in one order at a time, is sold once, and is the supplier’s again if it earned nothing', async () => {
    const { supplier, buyer } = stage;
    const order = await deal(stage, market, [barolo]);
    const terms = await termsFor(stage, { lots: 2, prices: [0n, 5n, 0n] });
    const next = await placeOrder(buyer, market, terms);
    const both = numbersOf([barolo, grignolino]);
    expect(await refused(await accept(next, both), supplier)).toBe('LotTaken');
    expect(await refused(await accept(next, [grignolino.number, grignolino.number]), supplier)).toBe(
      'LotTaken',
    );
    expect(await refused(await accept(next, [grignolino.number]), supplier)).toBe('WrongLotCount');
    expect(await refused(await accept(next, both), stage.other)).toBe('NotTheSupplier');
    await outcome(await report(order, [barolo.number], barolo.chemistry));
    await clock.pass(HOUR + 1);
    await settleLots(stage.other, market, order, [barolo.number]);
    expect(await fateOf(barolo)).toBe('sold');
    const once = await placeOrder(buyer, market, await termsFor(stage, { prices: [0n, 5n, 0n] }));
    expect(await refused(await accept(once, [barolo.number]), supplier)).toBe('LotTaken');
    await acceptOrder(supplier, market, once, [barbera.number]);
    await reportLots(stage.laboratory, market, {
      order: once,
      lots: [barbera.number],
      measurements: barbera.chemistry,
    });
    await clock.pass(HOUR + 1);
    await settleLots(stage.other, market, once, [barbera.number]);
    expect(await fateOf(barbera)).toBe('free');
    // In another order: what the old one has to do with it is over.
    const later = await deal(stage, market, [barbera]);
    expect(await refused(settle(once, [barbera.number]))).toBe('NothingDue');
    expect(await refused(dispute(once, [barbera.number], 5n), buyer)).toBe('WrongValue');
    expect(await refused(dispute(once, [barbera.number]), buyer)).toBe('NothingToDispute');
    expect(await refused(await report(once, [barbera.number], barbera.chemistry))).toBe('NotWaiting');
    expect(await refused(await report(later, [barbera.number], barbera.chemistry))).toBeUndefined();
  });
});

describe('who comes first', () => {
  it('nobody makes a list of disputes fail by disputing one of its lots first', async () => {
    const { buyer, supplier } = stage;
    const lots = [barolo, grignolino, barbera];
    const order = await graded(lots);
    await disputeLots(supplier, market, order, [grignolino.number]);
    // In league with the second laboratory, the supplier even settles it first.
    await outcome(await resample(order, [grignolino.number], grignolino.chemistry, grignolino.chemistry));
    const before = await owedTo(buyer, market);
    await disputeLots(buyer, market, order, numbersOf(lots));
    expect(await owedTo(buyer, market)).toBe(before + FEE);
    expect([await fateOf(barolo), await fateOf(grignolino), await fateOf(barbera)]).toEqual([
      'disputed',
      'sold',
      'disputed',
    ]);
    expect((await moneyOf(buyer, market)).held).toBe(9n * ETHER + 7n * FEE);
  });

  it('nobody makes a list fail by settling one of its lots first, or naming one twice', async () => {
    const lots = [barolo, grignolino];
    const order = await graded(lots);
    await clock.pass(HOUR + 1);
    await settleLots(stage.other, market, order, [barolo.number]);
    const list = [barolo.number, grignolino.number, grignolino.number, 12_345n];
    const { settled } = await settleLots(stage.buyer, market, order, list);
    expect(settled.map(({ lot }) => lot)).toEqual([grignolino.number]);
    expect(await owedToAll()).toEqual([4n * ETHER, 2n * ETHER, 2n * FEE, 0n]);
    expect(await refused(settle(order, list))).toBe('NothingDue');
  });

  it('a report that a stranger hands in first does what the laboratory meant', async () => {
    const order = await deal(stage, market, [barolo]);
    expect(await outcome(await report(order, [barolo.number], barolo.chemistry))).toBe('success');
    await clock.pass(HOUR + 1);
    await settleLots(stage.other, market, order, [barolo.number]);
    expect(await owedTo(stage.laboratory, market)).toBe(FEE);
    expect(await owedTo(stage.other, market)).toBe(0n);
  });

  it('no order slips under an acceptance that was meant for another', async () => {
    const { buyer, owner, supplier } = stage;
    // The supplier saw the buyer's order wait for block and number 0; somebody's worse one comes before it.
    const terms = await termsFor(stage);
    const elsewhere = await deployFresh(stage);
    await placeOrder(buyer, elsewhere, terms);
    const seen = await agreementOf(supplier, elsewhere, 0n);
    await placeOrder(owner, market, { ...terms, prices: [1n, 1n, 1n] });
    await placeOrder(owner, market, terms);
    await placeOrder(buyer, market, terms);
    const call = (order: bigint): Attempt => ({ functionName: 'accept', args: [order, seen, [1n]] });
    expect(await refused(call(0n), supplier)).toBe('OtherTerms');
    expect(await refused(call(1n), supplier)).toBe('OtherTerms');
    expect(await refused(call(2n), supplier)).toBeUndefined();
  });

  it('an order is taken back by its buyer alone, until somebody accepts it', async () => {
    const { buyer, supplier } = stage;
    const terms = await termsFor(stage);
    const [first, second] = [await placeOrder(buyer, market, terms), await placeOrder(buyer, market, terms)];
    expect(await refused(cancel(first))).toBe('NotTheBuyer');
    expect(await outcome(cancel(first), buyer)).toBe('success');
    expect(await refused(cancel(first), buyer)).toBe('NotOffered');
    expect(await refused(await accept(first, [1n]), supplier)).toBe('NotOffered');
    await acceptOrder(supplier, market, second, [1n]);
    expect(await refused(cancel(second), buyer)).toBe('NotOffered');
    expect(await refused(await accept(second, [2n]), supplier)).toBe('NotOffered');
    expect(await withdraw(buyer, market)).toBe(lockedBy(terms));
    expect(await refused(settle(first, [1n]))).toBe('NotAccepted');
    expect(await refused(cancel(99n), buyer)).toBe('UnknownOrder');
    expect(await refused(settle(99n, [1n]))).toBe('UnknownOrder');
  });
});

describe('the clock', () => {
  it('the last second counts, the next one does not: accepting', async () => {
    const { buyer, supplier } = stage;
    const terms = await termsFor(stage);
    const orders = [await placeOrder(buyer, market, terms), await placeOrder(buyer, market, terms)];
    const calls = [await accept(orders[0]!, [1n]), await accept(orders[1]!, [2n])] as const;
    await clock.nextAt(terms.acceptBy);
    expect(await outcome(calls[0], supplier)).toBe('success');
    await clock.nextAt(terms.acceptBy + 1);
    expect(await outcome(calls[1], supplier)).toBe('reverted');
    expect(await outcome(cancel(orders[1]!), buyer)).toBe('success');
  });

  it('the last second counts, the next one does not: the first report; a missing one is a refund', async () => {
    const terms = await termsFor(stage, { lots: 3 });
    const order = await placeOrder(stage.buyer, market, terms);
    await acceptOrder(stage.supplier, market, order, [1n, 2n, 3n]);
    const reports = await Promise.all([1n, 2n].map((lot) => report(order, [lot], barolo.chemistry)));
    await clock.nextAt(terms.reportBy - 1);
    expect(await outcome(settle(order, [3n]))).toBe('reverted');
    await clock.nextAt(terms.reportBy);
    expect(await outcome(reports[0]!)).toBe('success');
    await clock.nextAt(terms.reportBy + 1);
    expect(await outcome(reports[1]!)).toBe('reverted');
    const { settled } = await settleLots(stage.other, market, order, [1n, 2n, 3n]);
    expect(settled).toEqual([2n, 3n].map((lot) => ({ lot, outcome: 0, price: 0n })));
    expect(await owedToAll()).toEqual([0n, 2n * (3n * ETHER + FEE), 0n, 0n]);
    // They are the supplier's again.
    await acceptOrder(
      stage.supplier,
      market,
      await placeOrder(stage.buyer, market, await termsFor(stage, { lots: 2 })),
      [2n, 3n],
    );
  });

  it('the last second counts, the next one does not: disputes and second reports', async () => {
    const { buyer } = stage;
    const lots = [barolo, grignolino, barbera];
    const order = await graded(lots);
    const untilOf = async ({ number }: Wine): Promise<number> => {
      const args = [addressOf(stage.supplier), number] as const;
      return (await buyer.public.readContract({ address: market, abi, functionName: 'lotOf', args })).until;
    };
    const until = await untilOf(barolo);
    await clock.nextAt(until - 1);
    expect(await outcome(dispute(order, [barolo.number]), buyer)).toBe('success');
    await clock.nextAt(until);
    expect(await outcome(dispute(order, [grignolino.number]), buyer)).toBe('success');
    await clock.nextAt(until + 1);
    expect(await outcome(dispute(order, [barbera.number]), buyer)).toBe('reverted');
    await settleLots(stage.other, market, order, [barbera.number]);
    const later = await untilOf(barolo);
    expect(later).toBe(until - 1 + HOUR);
    const again = (wine: Wine) => resample(order, [wine.number], wine.chemistry, wine.chemistry);
    const calls = [await again(barolo), await again(grignolino)];
    await clock.nextAt(later);
    expect(await outcome(calls[0]!)).toBe('success');
    await clock.nextAt(later + 1);
    expect(await outcome(settle(order, [grignolino.number]))).toBe('reverted');
    await clock.nextAt(later + 2);
    expect(await outcome(calls[1]!)).toBe('reverted');
    expect(await outcome(settle(order, [grignolino.number]))).toBe('success');
    expect((await moneyOf(buyer, market)).held).toBe((await moneyOf(buyer, market)).owed);
  });
});

describe('money', () => {
  it('who refuses money or reaches in again is paid once, and holds up nobody', async () => {
    const { buyer, supplier, laboratory, other } = stage;
    const puppet = await deployPuppet(stage, market);
    const data = (call: Attempt) => calldataOf({ abi, ...call });
    const terms = await termsFor(stage, { supplier: puppet.address, lots: 2 });
    const order = await placeOrder(buyer, market, terms);
    expect(await puppet.tell('act', [0n, data(await accept(order, [1n, 2n]))])).toBe('success');
    const bystander = await graded([barbera]);
    await reportLots(laboratory, market, {
      order,
      lots: [1n, 2n],
      measurements: rowsOf([barolo, barolo]),
    });
    await clock.pass(HOUR + 1);
    await puppet.tell('refuse', [true]);
    await settleLots(other, market, order, [1n, 2n]);
    await settleLots(other, market, bystander, [barbera.number]);
    const fetch = data({ functionName: 'withdraw', args: [puppet.address] });
    expect(await puppet.tell('act', [0n, fetch])).toBe('reverted');
    expect(await withdraw(supplier, market)).toBe(2n * ETHER);
    expect(await withdraw(laboratory, market)).toBe(3n * FEE);
    await puppet.tell('refuse', [false]);
    await puppet.tell('reachAgain', [
      [
        fetch,
        data(settle(order, [1n, 2n])),
        data(settle(bystander, [barbera.number])),
        data(await accept(order, [3n, 4n])),
        data(cancel(order)),
        data(dispute(order, [1n], 0n)),
      ],
    ]);
    expect(await puppet.tell('act', [0n, fetch])).toBe('success');
    expect(await buyer.public.getBalance({ address: puppet.address })).toBe(6n * ETHER);
    expect([await puppet.ask('reached'), await puppet.ask('succeeded')]).toEqual([6n, 0n]);
    expect(await puppet.tell('act', [0n, fetch])).toBe('reverted');
    expect((await moneyOf(buyer, market)).held).toBe(await owedTo(buyer, market));
  });

  it('the wei of rounding is the buyer’s, and a wei of price is paid', async () => {
    const order = await graded([barolo], { prices: [4n, 1n, 0n], fee: 1n });
    expect(await outcome(dispute(order, [barolo.number], 1n), stage.buyer)).toBe('success');
    await outcome(await resample(order, [barolo.number], barolo.chemistry, grignolino.chemistry));
    expect(await owedToAll()).toEqual([2n, 3n, 0n, 1n]);
    expect(await moneyOf(stage.buyer, market)).toEqual({ held: 6n, owed: 6n });
  });

  it('money that nobody owes to anybody is refused, or changes nothing where it is forced', async () => {
    const { owner, buyer } = stage;
    await expect(
      owner.wallet
        .sendTransaction({ to: market, value: 1n, gas: 100_000n })
        .then((hash) => receiptOf(owner, hash)),
    ).rejects.toThrow('was reverted');
    const order = await graded([barolo]);
    const { abi: giftAbi, bytecode } = stage.compiled['Gift']!;
    const hash = await owner.wallet.deployContract({ abi: giftAbi, bytecode, args: [market], value: 5n });
    await receiptOf(owner, hash);
    await clock.pass(HOUR + 1);
    await settleLots(stage.other, market, order, [barolo.number]);
    expect(await moneyOf(buyer, market)).toEqual({ held: 3n * ETHER + FEE + 5n, owed: 3n * ETHER + FEE });
  });

  it('is kept, whatever people try in whichever order', async () => {
    // PRODUCE_QUALITY_FUZZ=500 for a quarter of an hour of it.
    await expectMoneyKept(stage, Number(process.env['PRODUCE_QUALITY_FUZZ'] ?? 2));
  }, 7_200_000);

  it('orders that make no sense are not taken', async () => {
    const { buyer, supplier, laboratory } = stage;
    const nobody: Address = '0x0000000000000000000000000000000000000000';
    const terms = await termsFor(stage);
    const now = terms.acceptBy - HOUR - 300;
    const year = 365 * 24 * HOUR;
    const cases: [Partial<Terms>, string | undefined][] = [
      [{}, undefined],
      [{ supplier: nobody }, 'PartyMissing'],
      [{ laboratory: nobody }, 'PartyMissing'],
      [{ second: nobody }, 'PartyMissing'],
      [{ supplier: addressOf(buyer) }, 'PartiesNotDistinct'],
      [{ laboratory: addressOf(buyer) }, 'PartiesNotDistinct'],
      [{ second: addressOf(buyer) }, 'PartiesNotDistinct'],
      [{ laboratory: addressOf(supplier) }, 'PartiesNotDistinct'],
      [{ second: addressOf(supplier) }, 'PartiesNotDistinct'],
      [{ second: addressOf(laboratory) }, 'PartiesNotDistinct'],
      [{ lots: 0 }, 'NoLots'],
      [{ lots: 64 }, undefined],
      [{ lots: 65 }, 'TooManyLots'],
      [{ lots: 2 ** 32 - 1 }, 'TooManyLots'],
      [{ fee: 0n }, 'NoFee'],
      [{ prices: [0n, 0n, 0n] }, 'NoPrice'],
      [{ acceptBy: now - 1 }, 'TimesWrong'],
      [{ reportBy: terms.acceptBy - 1 }, 'TimesWrong'],
      [{ reportBy: now + year + 10 * HOUR }, 'TimesWrong'],
      [{ disputeSeconds: 0 }, 'TimesWrong'],
      [{ disputeSeconds: year + 1 }, 'TimesWrong'],
      [{ secondSeconds: 0 }, 'TimesWrong'],
      [{ secondSeconds: year + 1 }, 'TimesWrong'],
      [{ tolerance: 10n ** 18n }, 'ToleranceWrong'],
      [{ model: `0x${'00'.repeat(32)}` }, 'ModelNotLatest'],
    ];
    for (const [special, error] of cases) {
      const made = { ...terms, ...special };
      // So many lots would be more than anybody has.
      const value = made.lots > 64 ? 1n : lockedBy(made);
      const attempt: Attempt = { functionName: 'order', args: [made], value };
      expect([special, await refused(attempt, buyer)]).toEqual([special, error]);
    }
    for (const value of [0n, lockedBy(terms) - 1n, lockedBy(terms) + 1n])
      expect(await refused({ functionName: 'order', args: [terms], value }, buyer)).toBe('WrongValue');
  });
});

describe('the network changes', () => {
  const registry = {
    address: '0x4d4c000000000000000000000000000000000002',
    abi: parseAbi(['function deprecate(string name, uint256 version, string reason)']),
  } as const;
  /** A name of the test's own, whose owner publishes what it likes. */
  const NAME = 'acme.produce.moving';
  const publish = async (owner: Client, model: { artefact: Uint8Array; origin?: Uint8Array }): Promise<Hex> =>
    (await owner.wallet.extend(mlWalletActions()).deployModel({ ...model, name: NAME })).modelId;
  const deprecate = async (version: bigint, reason: string) => {
    const args = [NAME, version, reason] as const;
    const call = { ...registry, functionName: 'deprecate', args } as const;
    await receiptOf(stage.owner, await stage.owner.wallet.writeContract(call));
  };

  it('an order is graded by the network that it names, whatever is published or deprecated', async () => {
    const { owner, buyer, supplier } = stage;
    market = await deployFresh(stage, NAME);
    const order = async (model: Hex): Promise<Attempt> => {
      const terms = await termsFor(stage, { model });
      return { functionName: 'order', args: [terms], value: lockedBy(terms) };
    };
    expect(await refused(await order(stage.model), buyer)).toBe('NameUnknown');
    const honest = await publish(owner, readGrader('grader-1'));
    expect(honest).toBe(stage.model);
    const accepted = await deal(stage, market, [grignolino]);
    const offered = await placeOrder(buyer, market, await termsFor(stage));
    const lost = await placeOrder(buyer, market, await termsFor(stage));
    // Everything is a Barolo to the next version; it comes between the making of an order and its transaction.
    const generous = await publish(owner, { artefact: alwaysFirst(13, 3) });
    expect(await refused(await order(honest), buyer)).toBe('ModelNotLatest');
    expect(await refused(await order(generous), buyer)).toBeUndefined();
    await acceptOrder(supplier, market, offered, [barbera.number]);
    await deprecate(1n, 'too strict');
    expect(await refused(await accept(lost, [near.number]), supplier)).toBe('ModelDeprecated');
    await outcome(cancel(lost), buyer);
    const reported = (id: bigint, { number, chemistry }: Wine) =>
      reportLots(stage.laboratory, market, { order: id, lots: [number], measurements: chemistry });
    expect((await reported(accepted, grignolino)).grades).toEqual([1]);
    expect((await reported(offered, barbera)).grades).toEqual([2]);
    const { terms } = await buyer.public.readContract({
      address: market,
      abi,
      functionName: 'orderOf',
      args: [accepted],
    });
    expect(terms.model).toBe(honest);
    const believing = await deal(stage, market, [near], { model: generous });
    expect((await reported(believing, near)).grades).toEqual([0]);
    await deprecate(2n, 'believes everybody');
    expect(await refused(await order(generous), buyer)).toBe('ModelDeprecated');
    // Both agreed on it: it decides a dispute, too.
    await disputeLots(buyer, market, believing, [near.number]);
    const sample = { order: believing, lots: [near.number], measurements: near.chemistry };
    const { settled } = await resampleLots(stage.second, market, sample, near.chemistry);
    expect(settled.map(({ price }) => price)).toEqual([3n * ETHER]);
    for (const [inputs, outputs] of [
      [13, 4],
      [12, 3],
      [26, 3],
    ] as const) {
      const other = await publish(owner, { artefact: alwaysFirst(inputs, outputs) });
      expect(await refused(await order(other), buyer)).toBe('ModelOfOtherShape');
    }
  });
});

it('names of grades are those of the data, and the network is as good as the demo says', () => {
  expect(GRADES).toEqual(['Barolo', 'Grignolino', 'Barbera']);
  const wrong = wines.filter(({ chemistry, cultivar }) => gradeBeside(chemistry) !== cultivar);
  expect(wrong.map(({ number }) => number)).toEqual([73n]);
  expect(GRADER).toBe('acme.produce.grader');
});

/** The other signature of the same key for the same digest, which a curve allows. */
function flipSignature(signature: Hex): Hex {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.slice(130) === '1b' ? '1c' : '1b';
  return `${signature.slice(0, 66) as Hex}${s.toString(16).padStart(64, '0')}${v}`;
}

/** A network whose first output is always the largest. */
function alwaysFirst(inputs: number, outputs: number): Uint8Array {
  const w = new GraphWriter('f32');
  const input = w.addValue(plainValue([inputs]));
  w.inputs.push(realPort('measurements', input));
  w.addTensor('first', { shape: [outputs], data: Float32Array.of(1, ...Array(outputs - 1).fill(0)) });
  const output = w.addValue(plainValue([outputs]));
  w.add({ op: 'constant', layer: 'first', inputs: [], outputs: [output], params: { value: 'first' } });
  return encodeGraph(w.toGraph([{ name: 'grade', value: output }]));
}
