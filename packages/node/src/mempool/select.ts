import type { TypedTransaction } from '@ethereumjs/tx';
import { effectiveTip, type Mempool, type PoolEntry } from './mempool.ts';

/**
 * Transactions for a block: each sender's by nonce, the best-paying sender first, the earlier arrival among equals.
 * Those that cannot pay the base fee wait, and so do the ones behind them.
 * @param nonceOf the account's next nonce in the state of the parent
 */
export async function* selectTransactions(
  pool: Mempool,
  baseFee: bigint,
  nonceOf: (sender: PoolEntry['sender']) => Promise<bigint>,
): AsyncGenerator<TypedTransaction> {
  const heads: PoolEntry[] = [];
  for (const [sender] of [...pool.senders()]) {
    const first = pool.of(sender).get(await nonceOf(sender));
    if (first && effectiveTip(first.tx, baseFee) >= 0n) heads.push(first);
  }
  const better = (a: PoolEntry, b: PoolEntry) => {
    const [tipA, tipB] = [effectiveTip(a.tx, baseFee), effectiveTip(b.tx, baseFee)];
    return tipA === tipB ? a.order - b.order : tipA > tipB ? -1 : 1;
  };
  heads.sort(better);
  while (heads.length > 0) {
    const best = heads.shift()!;
    yield best.tx;
    const next = pool.of(best.sender).get(best.tx.nonce + 1n);
    if (!next || effectiveTip(next.tx, baseFee) < 0n) continue;
    const place = heads.findIndex((head) => better(next, head) < 0);
    heads.splice(place < 0 ? heads.length : place, 0, next);
  }
}
