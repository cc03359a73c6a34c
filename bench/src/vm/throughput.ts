import type { Engine } from './engine.ts';

/** What one round gave. */
export interface Throughput {
  /** Transactions a second, from signed bytes to the end of the last block. */
  readonly perSecond: number;
  /** Milliseconds from handing in a block's transactions to its end. */
  readonly p50: number;
  readonly p99: number;
}

/** Runs blocks one after another and takes the time of each. */
export async function measureBlocks(
  engine: Engine,
  blocks: readonly (readonly Uint8Array[])[],
): Promise<Throughput> {
  const milliseconds: number[] = [];
  for (const transactions of blocks) {
    const start = performance.now();
    await engine.runBlock(transactions);
    milliseconds.push(performance.now() - start);
  }
  const total = milliseconds.reduce((sum, ms) => sum + ms, 0);
  const sorted = milliseconds.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const count = blocks.reduce((sum, block) => sum + block.length, 0);
  return { perSecond: (count / total) * 1000, p50: at(0.5), p99: at(0.99) };
}
