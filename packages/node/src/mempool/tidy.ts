import { bytesToHex } from '@ethereumjs/util';
import type { Refusal } from '../chain/check-transaction.ts';
import type { RunBlock } from '../chain/execute-block.ts';
import type { Mempool } from './mempool.ts';

/** Refusals that time may lift. */
const mayPassLater: readonly Refusal['code'][] = ['fee', 'nonce-too-high', 'full'];

/** Removes from the pool what a new block contains, has overtaken or has shown to be impossible. */
export function tidyPool(pool: Mempool, { block, refused }: RunBlock): void {
  for (const tx of block.transactions) {
    pool.remove(bytesToHex(tx.hash()));
    pool.dropBelow(tx.getSenderAddress().toString(), tx.nonce + 1n);
  }
  for (const { tx, refusal } of refused) {
    if (!mayPassLater.includes(refusal.code)) pool.remove(bytesToHex(tx.hash()));
  }
}
