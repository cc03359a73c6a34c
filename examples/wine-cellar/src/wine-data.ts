import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseUnits } from 'viem';

/** One lot of the test split, and what Keras said about it. */
export interface Lot {
  /** Row number in scikit-learn's data set. */
  readonly id: number;
  /** The 13 measurements in units of 1e-18, exactly as the file has them. */
  readonly measurements: readonly bigint[];
  /** The true cultivar. */
  readonly label: number;
  /** Keras's own output: the probability of each cultivar. */
  readonly keras: readonly number[];
}

interface Record {
  readonly classes: readonly string[];
  readonly accuracy: number;
  readonly lots: readonly number[];
  readonly labels: readonly number[];
  readonly outputs: readonly (readonly number[])[];
}

const folder = new URL('../model/', import.meta.url);

/** Path of a committed file of the model, e.g. `wine.keras`. */
export function modelPath(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

/** Rows of a committed table without its header, cells as they are written. */
export function readTable(name: string): string[][] {
  const [, ...lines] = readFileSync(modelPath(name), 'utf8').trim().split('\n');
  return lines.map((line) => line.split(','));
}

/** The test split, with the names of the cultivars. */
export function readTestLots(): { classes: readonly string[]; lots: Lot[] } {
  const record: Record = JSON.parse(readFileSync(modelPath('keras-outputs.json'), 'utf8'));
  const lots = readTable('test.csv').map((cells, row) => ({
    id: record.lots[row]!,
    measurements: cells.map((cell) => parseUnits(cell, 18)),
    label: record.labels[row]!,
    keras: record.outputs[row]!,
  }));
  return { classes: record.classes, lots };
}
