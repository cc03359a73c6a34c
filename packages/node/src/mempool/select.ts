import type { TypedTransaction } from '@ethereumjs/tx';
import TinyQueue from 'tinyqueue';
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

/** An entry, and what it pays. */
interface Paying {
  readonly entry: PoolEntry;
  readonly tip: bigint;
}

const better = (a: Paying, b: Paying): number =>
  a.tip === b.tip ? a.entry.order - b.entry.order : a.tip > b.tip ? -1 : 1;

/** @param heads the next transaction of each sender */
function* inOrder(heads: readonly PoolEntry[], pool: Mempool, baseFee: bigint): Generator<TypedTransaction> {
  const paying = (entry: PoolEntry): Paying => ({ entry, tip: effectiveTip(entry.tx, baseFee) });
  const open = new TinyQueue(heads.map(paying), better);
  for (let best = open.pop(); best; best = open.pop()) {
    const { tx, sender } = best.entry;
    yield tx;
    const next = pool.of(sender).get(tx.nonce + 1n);
    if (!next) continue;
    const behind = paying(next);
    if (behind.tip >= 0n) open.push(behind);
  }
}
