import type { Hex } from 'viem';
import { effectiveTip, type Mempool, type PoolEntry } from './mempool.ts';

/**
 * What waits from a sender and could be in the next block: by nonce, without a gap, and able to pay the base fee.
 * @param nonce the account's next one
 */
export function* readyOf(
  pool: Pick<Mempool, 'of'>,
  sender: Hex,
  nonce: bigint,
  baseFee: bigint,
): Generator<PoolEntry, void> {
  const waiting = pool.of(sender);
  for (let next = nonce; ; next++) {
    const entry = waiting.get(next);
    if (!entry || effectiveTip(entry.tx, baseFee) < 0n) return;
    yield entry;
  }
}
