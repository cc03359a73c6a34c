import { readFileSync } from 'node:fs';
import { encodePacked, hexToBigInt, keccak256, parseUnits } from 'viem';

/** A real lot: what is in it, and what a laboratory measured. */
export interface Wine {
  /** Row number in scikit-learn's data set; the supplier's own number of the lot. */
  readonly number: bigint;
  /** Index of the cultivar in `GRADES`. */
  readonly cultivar: number;
  /** The 13 measurements in units of 1e-18, exactly as the file has them. */
  readonly chemistry: readonly bigint[];
}

interface Record {
  readonly classes: readonly string[];
  readonly lots: readonly number[];
  readonly labels: readonly number[];
}

const data = new URL('../../wine-cellar/model/', import.meta.url);
const record: Record = JSON.parse(readFileSync(new URL('keras-outputs.json', data), 'utf8'));

/** What the network's outputs stand for, in their order. */
export const GRADES = record.classes;

/** The 60 lots that the network never saw in training. */
export function readWines(): readonly Wine[] {
  const [, ...lines] = readFileSync(new URL('test.csv', data), 'utf8').trim().split('\n');
  return lines.map((line, row) => ({
    number: BigInt(record.lots[row]!),
    cultivar: record.labels[row]!,
    chemistry: line.split(',').map((cell) => parseUnits(cell, 18)),
  }));
}

/** An artefact of the example, `grader-1` (a16) or `grader-2` (a8). */
export function readGrader(name: 'grader-1' | 'grader-2'): { artefact: Uint8Array; origin: Uint8Array } {
  const read = (file: string) => new Uint8Array(readFileSync(new URL(`../model/${file}`, import.meta.url)));
  return { artefact: read(`${name}.evmml`), origin: read(`${name}.evmml.origin`) };
}

const UNIT = 10n ** 18n;

/**
 * Another sample of a lot: the data has one for each, so the second is made up. Each measurement is off by at most a share of
 * itself, chosen by hashing `seed`.
 * @param share in units of 1e-18
 */
export function sampleAgain({ number, chemistry }: Wine, share: bigint, seed = 20n): readonly bigint[] {
  return chemistry.map((value, i) => {
    const hash = keccak256(encodePacked(['uint256', 'uint256', 'uint256'], [seed, number, BigInt(i)]));
    // -1e18 to 1e18, to whole units.
    const turn = (hexToBigInt(hash) % (2n * UNIT + 1n)) - UNIT;
    return value + (((value * share) / UNIT) * turn) / UNIT;
  });
}
