import {
  type Client,
  number,
  type Place,
  paint,
  print,
  printFact,
  readPredictGas,
  tellStory,
  waitUntil,
} from '@evm-ml/example-story';
import { formatEther } from 'viem';
import { OUTCOMES } from './abi.ts';
import { disputeLots, publishGrader, resampleLots, settleLots, withdraw } from './market.ts';
import { isModelReplaced } from './replaced.ts';
import {
  type Deal,
  dealIn,
  gradeIn,
  numbersOf,
  type Scene,
  setScene,
  soon,
  termsIn,
  wineOf,
  winesOf,
} from './scene.ts';
import { GRADES, sampleAgain, type Wine } from './wine.ts';

/** How far off each measurement of a second sample may be, in units of 1e-18. */
const REPEATABILITY = 5n * 10n ** 16n;

await tellStory(
  'Produce quality: wine is traded by the lot, at the price of the grade that a neural network gives it.',
  tell,
);

async function tell(place: Place): Promise<void> {
  const { scene, bytes, gasUsed } = await setScene(place);
  printFact('Grader', `${number(bytes)} bytes of integers (a16), ${number(gasUsed)} gas to put on the chain`);
  printFact('Market', `ProduceMarket at ${scene.market}, which nobody owns`);
  printFact('Prices', `${GRADES[0]} 3 ETH a lot, ${GRADES[2]} 2, ${GRADES[1]} 1; 0.01 for a laboratory`);
  const missing = await orderWithoutReport(scene);
  const traded = await trade(scene);
  const silent = await disputeWithoutAnswer(scene);
  await dispute(scene);
  const replaced = await replaceGrader(scene);
  await letClockDecide(scene, [missing, ...traded, silent, ...replaced]);
  await fetchAll(scene);
}

/** Two buyers and suppliers, twenty lots each, and a lot alone to compare. */
async function trade(scene: Scene): Promise<readonly Deal[]> {
  print(
    '\nTwo buyers each lock the best price of 20 lots, two suppliers name the lots. A laboratory signs the chemistry of\n' +
      'all lots of an order, and the network grades them in one call:\n',
  );
  const deals: Deal[] = [];
  const sales = [
    [0, winesOf(0)],
    [1, winesOf(1)],
    [0, winesOf(2).slice(0, 1)],
  ] as const;
  for (const [who, lots] of sales) {
    const deal = await dealIn(scene, who, lots, await soon(scene));
    const { grades, gasUsed, transaction } = await gradeIn(scene, deal);
    const counts = GRADES.map((name, grade) => `${grades.filter((one) => one === grade).length} ${name}`);
    const wrong = lots.filter(({ cultivar }, at) => cultivar !== grades[at]).length;
    const [predict] = await readPredictGas(scene.owner, transaction);
    const each = (gas: bigint) => number(gas / BigInt(lots.length));
    print(
      `  order ${deal.id}: ${counts.join(', ')}; ${wrong === 0 ? 'all of them right' : `${wrong} of them wrong`}`,
    );
    print(
      paint(
        'dim',
        `           ${number(gasUsed)} gas, ${each(gasUsed)} for a lot, ${each(predict!.total)} of it the network`,
      ),
    );
    deals.push(deal);
  }
  return deals;
}

/** What the second sample of a lot in dispute is like, and why it is in dispute. */
interface Disputed {
  readonly wine: Wine;
  readonly why: string;
  readonly first: readonly bigint[];
  readonly second: readonly bigint[];
}

function disputed(): readonly Disputed[] {
  const again = (lot: number, seed: bigint) => sampleAgain(wineOf(lot), REPEATABILITY, seed);
  const asItIs = (lot: number, seed: bigint, why: string): Disputed => {
    const wine = wineOf(lot);
    return { wine, why, first: wine.chemistry, second: again(lot, seed) };
  };
  const [best] = winesOf(0) as [Wine];
  return [
    asItIs(Number(best.number), 3n, 'the buyer hoped for less'),
    asItIs(81, 0n, 'near a border, the first laboratory was right'),
    asItIs(134, 1n, 'near a border, the buyer was right'),
    {
      wine: wineOf(74),
      why: `the first laboratory lied: ${GRADES[0]}, it signed`,
      first: best.chemistry,
      second: again(74, 0n),
    },
  ];
}

/** Four lots of the second supplier's, whose grades the buyer disputes; another laboratory takes a second sample. */
async function dispute(scene: Scene): Promise<void> {
  print(
    '\nThe buyer of these lots disputes them all. Another laboratory signs a second sample, the contract compares:\n',
  );
  const scenes = disputed();
  // Numbers of the supplier's own, so that no lot of the other orders is meant.
  const lots = scenes.map(({ wine }) => ({ ...wine, number: wine.number + 1_000n }));
  const deal = await dealIn(scene, 1, lots);
  const first = scenes.flatMap((one) => one.first);
  const { grades } = await gradeIn(scene, deal, first);
  const disputeGas = await disputeLots(scene.buyers[1], scene.market, deal.id, numbersOf(lots));
  const report = { order: deal.id, lots: numbersOf(lots), measurements: scenes.flatMap((one) => one.second) };
  const { settled, gasUsed } = await resampleLots(scene.laboratories[1], scene.market, report);
  print(
    paint(
      'bold',
      `  ${'lot'.padEnd(7)}${'is'.padEnd(12)}${'first grade'.padEnd(13)}${'outcome'.padEnd(12)}${'price'.padEnd(9)}why`,
    ),
  );
  for (const [at, { outcome, price }] of settled.entries()) {
    const { wine, why } = scenes[at]!;
    const cells = [
      String(wine.number).padEnd(7),
      GRADES[wine.cultivar]!.padEnd(12),
      GRADES[grades[at]!]!.padEnd(13),
      OUTCOMES[outcome]!.padEnd(12),
      formatEther(price).padEnd(9),
    ];
    print(`  ${cells.join('')}${why}`);
  }
  const each = (gas: bigint) => number(gas / BigInt(lots.length));
  print(
    paint('dim', `  ${each(disputeGas)} gas to dispute a lot, ${each(gasUsed)} to compare and settle it`),
  );
}

/** A laboratory that never reports. */
async function orderWithoutReport(scene: Scene): Promise<Deal> {
  const lots = [{ ...winesOf(2)[1]!, number: 2_000n }];
  return dealIn(scene, 0, lots, await soon(scene));
}

/** A second laboratory that never reports. */
async function disputeWithoutAnswer(scene: Scene): Promise<Deal> {
  const lots = [{ ...winesOf(2)[2]!, number: 2_001n }];
  const deal = await dealIn(scene, 0, lots, await soon(scene));
  await gradeIn(scene, deal);
  await disputeLots(scene.buyers[0], scene.market, deal.id, numbersOf(lots));
  return deal;
}

/** The owner of the grader's name publishes another network while an order is open. */
async function replaceGrader(scene: Scene): Promise<readonly Deal[]> {
  const lots = winesOf(2).map((wine) => ({ ...wine, number: wine.number + 3_000n }));
  const open = await dealIn(scene, 0, lots, await soon(scene));
  const late = await termsIn(scene, 0, 1);
  const { modelId, bytes } = await publishGrader(scene.owner, 'grader-2');
  print(
    `\nThe grader's owner publishes another version: ${number(bytes)} bytes (a8), while order ${open.id} is open.\n`,
  );
  const isRefused = await isModelReplaced(scene.buyers[0], scene.market, late);
  print(
    `  an order that still names the old one is ${isRefused ? 'refused' : 'TAKEN'}: its buyer shall know what it means now`,
  );
  const next = { ...scene, model: modelId };
  const fresh = await dealIn(next, 1, lots, await soon(scene));
  for (const [deal, what] of [
    [open, 'the version that it names'],
    [fresh, 'the new one'],
  ] as const) {
    const { grades, gasUsed } = await gradeIn(scene, deal);
    const right = deal.lots.filter(({ cultivar }, at) => cultivar === grades[at]).length;
    print(
      `  order ${deal.id} is graded by ${what}: ${right} of ${deal.lots.length} lots right, ${number(gasUsed)} gas`,
    );
  }
  return [open, fresh];
}

/** What nobody disputed stands, and who is missing is not waited for: anybody says so. */
async function letClockDecide(scene: Scene, deals: readonly Deal[]): Promise<void> {
  const stranger = scene.laboratories[2];
  print(
    '\nNobody disputes anything else. When the time is up, somebody who has no part in it settles the rest:\n',
  );
  await waitUntil(stranger, BigInt(Math.max(...deals.map(({ until }) => until))));
  let [lots, gas] = [0, 0n];
  for (const { id, lots: named } of deals) {
    const { settled, gasUsed } = await settleLots(stranger, scene.market, id, numbersOf(named));
    const price = settled.reduce((sum, one) => sum + one.price, 0n);
    const outcomes = [...new Set(settled.map(({ outcome }) => OUTCOMES[outcome]!))].join(', ');
    print(
      `  order ${id}: ${outcomes}; ${formatEther(price)} ETH for ${settled.length} ${settled.length === 1 ? 'lot' : 'lots'}`,
    );
    lots += settled.length;
    gas += gasUsed;
  }
  print(paint('dim', `  ${number(gas / BigInt(lots))} gas for a lot`));
}

async function fetchAll(scene: Scene): Promise<void> {
  print('\nEverybody fetches what is theirs:\n');
  const { buyers, suppliers, laboratories, market } = scene;
  const people: [string, readonly Client[]][] = [
    ['suppliers', suppliers],
    ['buyers, of what they locked', buyers],
    ['laboratories', laboratories],
  ];
  for (const [what, clients] of people) {
    const paid: bigint[] = [];
    for (const client of clients) paid.push(await withdraw(client, market));
    print(`  ${what.padEnd(29)}${paid.map((wei) => `${formatEther(wei)} ETH`).join(', ')}`);
  }
  print(
    `  ${'left in the contract'.padEnd(29)}${formatEther(await scene.owner.public.getBalance({ address: market }))} ETH`,
  );
}
