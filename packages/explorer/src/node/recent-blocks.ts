import type { Block, Client } from 'viem';
import { getBlock } from 'viem/actions';

/** A block with its transactions. */
export type FullBlock = Block<bigint, true, 'latest'>;

/** How many of the newest blocks are kept. */
export const KEPT_BLOCKS = 24;

/**
 * The newest blocks, newest first, out of those that were known and the node's head. Where the chain went back, what is
 * gone is left out: a block stays only while the one after it names it.
 */
export async function refreshBlocks(
  client: Client,
  known: readonly FullBlock[],
): Promise<readonly FullBlock[]> {
  const head: FullBlock = await getBlock(client, { includeTransactions: true });
  const blocks: FullBlock[] = [head];
  const byHash = new Map(known.map((block) => [block.hash, block]));
  if (byHash.has(head.hash) && known[0]?.hash === head.hash) return known;
  while (blocks.length < KEPT_BLOCKS) {
    const { number, parentHash } = blocks[blocks.length - 1]!;
    if (number === 0n) break;
    const kept = byHash.get(parentHash);
    if (kept) blocks.push(kept);
    else {
      const missing = await getBlocks(
        client,
        number,
        blocks.length === 1 && known.length > 0 ? 4 : KEPT_BLOCKS,
      );
      const before = missing.slice(0, KEPT_BLOCKS - blocks.length);
      if (before[0]?.hash !== parentHash) break; // The chain went back meanwhile; the next head tells.
      blocks.push(...before);
    }
  }
  return blocks.slice(0, KEPT_BLOCKS);
}

/** Up to so many blocks before a number, newest first, asked for together. */
async function getBlocks(client: Client, before: bigint, most: number): Promise<FullBlock[]> {
  const count = before < BigInt(most) ? Number(before) : most;
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      getBlock(client, { blockNumber: before - 1n - BigInt(index), includeTransactions: true }),
    ),
  ) as Promise<FullBlock[]>;
}

/** Transactions a second over the blocks at hand, by the chain's own clock. */
export function transactionRate(blocks: readonly FullBlock[]): number {
  const newest = blocks[0];
  const oldest = blocks[blocks.length - 1];
  if (!newest || !oldest || newest === oldest) return 0;
  // Block 0 is no moment that anything was sent in, and may lie in 1970.
  const counted = blocks.filter(({ number }) => number > 0n);
  const first = counted[counted.length - 1];
  if (!first) return 0;
  const seconds = Math.max(1, Number(newest.timestamp - first.timestamp));
  const transactions = counted.reduce((sum, block) => sum + block.transactions.length, 0);
  return transactions / seconds;
}
