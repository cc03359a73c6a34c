import { readFileSync } from 'node:fs';
import { predictAbi } from '@evm-ml/evm';
import { encodeFunctionData, type Hex, parseUnits } from 'viem';
import { pick } from '../scene.ts';

const file = new URL('../../../../examples/wine-cellar/model/train.csv', import.meta.url);

/** Name of the wine network on the chain. */
export const wineName = 'acme.cellar.grader';

/** The 13 measurements of each lot. */
export function wineRows(): number[][] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => line.split(',').map(Number)).filter((row) => row.every(Number.isFinite));
}

const rows = wineRows();

/** A wine's measurements as contracts pass them, with 18 decimals. */
export const someWine = (random: () => number): bigint[] =>
  pick(random, rows).map((measurement) => parseUnits(String(measurement), 18));

/** Call data that has a wine graded. */
export const gradeData = (random: () => number): Hex =>
  encodeFunctionData({ abi: predictAbi, functionName: 'predict', args: [wineName, someWine(random)] });
