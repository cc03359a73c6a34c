import type { TypedTransaction } from '@ethereumjs/tx';
import { effectiveTip, type Mempool, type PoolEntry } from './mempool.ts';

/** Transactions for one block, in order. What arrives from a sender while they are taken is among them. */
export interface Selection extends Iterable<TypedTransaction> {
  /** True if nothing that waits could go into the block. */
  readonly empty: boolean;
}

/**
 * Transactions for a block: each sender's by nonce, the best-paying sender first, the earlier arrival among equals.
 * Those that cannot pay the base fee wait, and so do the ones behind them.
 * @param nonceOf the account's next nonce in the state of the parent
 */
export async function selectTransactions(
  pool: Mempool,
  baseFee: bigint,
  nonceOf: (sender: PoolEntry['sender']) => bigint | Promise<bigint>,
): Promise<Selection> {
  const heads: PoolEntry[] = [];
  for (const [sender] of [...pool.senders()]) {
    const first = pool.of(sender).get(await nonceOf(sender));
    if (first && effectiveTip(first.tx, baseFee) >= 0n) heads.push(first);
  }
  return { empty: heads.length === 0, [Symbol.iterator]: () => inOrder(heads, pool, baseFee) };
}

/** @param heads the next transaction of each sender */
function* inOrder(heads: readonly PoolEntry[], pool: Mempool, baseFee: bigint): Generator<TypedTransaction> {
  const better = (a: PoolEntry, b: PoolEntry) => {
    const [tipA, tipB] = [effectiveTip(a.tx, baseFee), effectiveTip(b.tx, baseFee)];
    return tipA === tipB ? a.order - b.order : tipA > tipB ? -1 : 1;
  };
  const open = [...heads].sort(better);
  while (open.length > 0) {
    const best = open.shift()!;
    yield best.tx;
    const next = pool.of(best.sender).get(best.tx.nonce + 1n);
    if (!next || effectiveTip(next.tx, baseFee) < 0n) continue;
    const place = open.findIndex((head) => better(next, head) < 0);
    open.splice(place < 0 ? open.length : place, 0, next);
  }
}
