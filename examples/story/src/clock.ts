import { setTimeout } from 'node:timers/promises';
import { type Client, receiptOf } from './chain.ts';

/**
 * Waits until the chain's clock has passed a time: no method of a development chain is needed. Every later block has a
 * later timestamp than this one.
 * @param client wakes the chain: several validators that had nothing to do give the first block the time at which they
 * began to rest, since their clock is the time of the last votes
 * @param timestamp seconds since 1970
 */
export async function waitUntil(client: Client, timestamp: bigint): Promise<void> {
  for (;;) {
    const { timestamp: last } = await client.public.getBlock();
    if (last > timestamp) return;
    const now = BigInt(Math.floor(Date.now() / 1_000));
    const seconds = timestamp - (last > now ? last : now);
    if (seconds >= 0n) await setTimeout(Number(seconds) * 1_000 + 100);
    else await receiptOf(client, await client.wallet.sendTransaction({ to: client.account.address }));
  }
}

/** The time that the next block will have at the least: seconds since 1970. */
export async function chainTime(client: Client): Promise<bigint> {
  const { timestamp } = await client.public.getBlock();
  const now = BigInt(Math.floor(Date.now() / 1_000));
  return timestamp > now ? timestamp : now;
}
