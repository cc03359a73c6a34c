import { type Effort, lanes } from './effort.ts';

/**
 * How often product rows make the kernel's weights be fetched: four rows share them, up to three that are left over do
 * not. Never falls when rows are added.
 */
export const tilesOf = (rows: number): number => Math.ceil(rows / 4) + Math.min(rows, 3) - 1;

/** A product of `tiles` tiles that hold `rows` rows of `segments` runs of `length` numbers with `channels` channels. */
export function productEffort(
  rows: number,
  tiles: number,
  segments: number,
  length: number,
  channels: number,
  prepared: number,
): Effort {
  const depth = segments * lanes(length, 2);
  const columns = lanes(channels);
  return {
    products: rows * depth * columns,
    writes: rows * columns,
    reads: prepared + tiles * depth * columns,
    runs: tiles * segments * (columns / 8),
  };
}

/** As often as `times`, with reads of their own. */
export const repeated = ({ products, writes, runs }: Effort, times: number, reads: number): Effort => ({
  products: products * times,
  writes: writes * times,
  reads,
  runs: runs * times,
});
