import { loadModel } from '@evm-ml/quantized-runtime';
import { parseEther } from 'viem';
import { readGrader, readWines, type Wine } from '../src/wine.ts';

export const ETHER = parseEther('1');
/** A laboratory's, for a lot, in tests. */
export const FEE = parseEther('0.01');
/** By grade. */
export const PRICES = [3n * ETHER, ETHER, 2n * ETHER] as const;
export const FIVE_PERCENT = 5n * 10n ** 16n;

export const wines = readWines();
const grader = loadModel(readGrader('grader-1').artefact);

/** What the network says beside the chain. */
export function gradeBeside(row: readonly bigint[]): number {
  const outputs = grader.decodeReal(grader.run(grader.encodeReal(row.map((x) => Number(x) / 1e18)), 1));
  return outputs.indexOf(Math.max(...outputs));
}

export const ofGrade = (grade: number): Wine[] =>
  wines.filter(({ chemistry }) => gradeBeside(chemistry) === grade);

export const [barolo, grignolino, barbera] = [0, 1, 2].map((grade) => ofGrade(grade)[0]) as [
  Wine,
  Wine,
  Wine,
];

/** Lots near a border: 5 % more or less is another grade; the mean is the first one's, and the other's. */
export const [near, nearer] = [81n, 134n].map((number) => wines.find((wine) => wine.number === number)) as [
  Wine,
  Wine,
];

export const numbersOf = (lots: readonly Wine[]): bigint[] => lots.map(({ number }) => number);
export const rowsOf = (lots: readonly Wine[]): bigint[] => lots.flatMap(({ chemistry }) => chemistry);
export const mean = (a: readonly bigint[], b: readonly bigint[]): bigint[] =>
  a.map((x, i) => (x + b[i]!) / 2n);
