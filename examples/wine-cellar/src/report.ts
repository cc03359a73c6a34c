import { number, paint, percent, print, printFact } from '@evm-ml/example-story';
import { formatEther } from 'viem';
import { type Decision, PRICE } from './cellar.ts';
import type { DecisionGas } from './gas-split.ts';

const COLUMNS = 3;

/** Lots side by side, column by column: what they were graded as, how sure, and what came of it. */
export function printDecisions(decisions: readonly Decision[], classes: readonly string[]): void {
  const cells = decisions.map((decision) => decisionCell(decision, classes));
  const rows = Math.ceil(cells.length / COLUMNS);
  print();
  for (let row = 0; row < rows; row++) {
    print(`  ${cells.filter((_, index) => index % rows === row).join('    ')}`);
  }
  print();
}

function decisionCell({ lot, bought, grade, probabilities }: Decision, classes: readonly string[]): string {
  const name = (classes[grade] ?? '').padEnd(Math.max(...classes.map((text) => text.length)));
  const share = percent(Number(probabilities[grade]) / 1e18).padStart(7);
  const outcome = bought ? paint('green', 'paid   ') : paint('dim', 'refused');
  return `lot ${String(lot.id).padStart(3)}  ${name} ${share}  ${outcome}`;
}

/** Accuracy on chain beside Keras's own on the same lots, and how far apart the two are. */
export function printAccuracy(decisions: readonly Decision[], classes: readonly string[]): void {
  const total = decisions.length;
  const paid = decisions.filter(({ bought }) => bought).length;
  const onChain = decisions.filter(({ grade, lot }) => grade === lot.label).length;
  const keras = decisions.filter(({ lot }) => kerasGrade(lot.keras) === lot.label).length;
  const same = decisions.filter(({ grade, lot }) => grade === kerasGrade(lot.keras)).length;
  printFact('Paid', `${paid} of ${total} lots, ${formatEther(PRICE * BigInt(paid))} ETH`);
  printFact(
    'Accuracy',
    `on chain ${onChain} of ${total} lots (${percent(onChain / total, 2)}), Keras ${keras} of ${total} (${percent(keras / total, 2)})`,
    `same grade as Keras on ${same} of ${total} lots, probabilities at most ${largestDifference(decisions).toFixed(5)} apart`,
    ...decisions
      .filter(({ grade, lot }) => grade !== lot.label)
      .map((decision) => mistake(decision, classes)),
  );
}

function mistake({ lot, grade }: Decision, classes: readonly string[]): string {
  const keras =
    kerasGrade(lot.keras) === grade ? 'so does Keras' : `Keras says ${classes[kerasGrade(lot.keras)]}`;
  return `lot ${lot.id} is ${classes[lot.label]}; the chain takes it for ${classes[grade]}, ${keras}`;
}

/** The largest difference of any probability from Keras's own. */
export function largestDifference(decisions: readonly Decision[]): number {
  const differences = decisions.flatMap(({ lot, probabilities }) =>
    probabilities.map((probability, index) =>
      Math.abs(Number(probability) / 1e18 - (lot.keras[index] ?? Number.NaN)),
    ),
  );
  return Math.max(...differences);
}

/** Index of Keras's largest probability. */
export function kerasGrade(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** Gas of the same network without PREDICT, the transaction's own cost left out. */
export interface WithoutPredict {
  /** Solidity written by hand. */
  readonly plain: bigint;
  /** Written by `evm-ml solidity`. */
  readonly transpiled: bigint;
}

/** Where the gas of a decision goes, beside the same network without PREDICT. */
export function printGas({ lot }: Decision, gas: DecisionGas, { plain, transpiled }: WithoutPredict): void {
  const { predict } = gas;
  const rows: [string, bigint, string][] = [
    ['base', gas.base, 'call PREDICT'],
    ['resolve', gas.resolve, 'find the model behind its name'],
    ['load', gas.load, 'reach its bytes in contract code, plan what they say'],
    ['operators', gas.operators, 'run the network'],
    ['io', gas.io, 'numbers in and out'],
    ['PREDICT', predict, 'all of that, nothing of the model warm'],
    ['rest', gas.total - predict, 'transaction, calldata, WineCellar itself, payment'],
    ['total', gas.total, ''],
  ];
  printFact(
    'Gas',
    `of a decision (the median one, lot ${lot.id})`,
    ...rows.map(([name, value, note]) =>
      `${name.padEnd(10)} ${number(value).padStart(9)}  ${paint('dim', note)}`.trimEnd(),
    ),
  );
  const times = (gasOfOther: bigint) => (Number(gasOfOther) / Number(predict)).toFixed(1);
  printFact(
    'Instead of',
    `PREDICT (${number(predict)} gas), the same network on this chain without it takes`,
    `${number(plain).padStart(20)}  written by hand in plain Solidity: ${times(plain)} times as much`,
    `${number(transpiled).padStart(20)}  written by "evm-ml solidity", same bits: ${times(transpiled)} times as much`,
  );
  print();
}
