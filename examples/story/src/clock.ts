import { setTimeout } from 'node:timers/promises';
import type { Client } from './chain.ts';

/**
 * Waits until the chain's clock has passed a time, by waiting: no method of a development chain is needed. The next block
 * has a later timestamp than this one.
 * @param timestamp seconds since 1970
 */
export async function waitUntil(client: Client, timestamp: bigint): Promise<void> {
  for (;;) {
    const block = await client.public.getBlock();
    const now = BigInt(Math.floor(Date.now() / 1_000));
    // Blocks come with transactions: where the chain rests its clock is the machine's.
    const seconds = timestamp - (block.timestamp > now ? block.timestamp : now);
    if (seconds < 0n) return;
    await setTimeout(Number(seconds) * 1_000 + 100);
  }
}

/** The time that the next block will have at the least: seconds since 1970. */
export async function chainTime(client: Client): Promise<bigint> {
  const { timestamp } = await client.public.getBlock();
  const now = BigInt(Math.floor(Date.now() / 1_000));
  return timestamp > now ? timestamp : now;
}
