import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { checkRights, type Refusal } from '../chain/check-transaction.ts';
import type { RunBlock } from '../chain/execute-block.ts';
import type { Mempool } from './mempool.ts';

/** Refusals that time may lift. */
const mayPassLater: readonly Refusal['code'][] = ['fee', 'nonce-too-high', 'full'];

/** A transaction that left the pool, and why. */
export interface Dropped {
  hash: Hex;
  refusal: Refusal;
}

/**
 * Removes from the pool what a block contains, has overtaken or has shown to be impossible, and what nobody may send
 * any more since it, once it is the head.
 * @returns what waited, was not looked at, and is gone
 */
export function tidyPool(
  pool: Mempool,
  executed: RunBlock,
  chain: Pick<Chain, 'permissions' | 'changesPermissions'>,
): Dropped[] {
  const { block, refused } = executed;
  for (const tx of block.transactions) {
    pool.remove(bytesToHex(tx.hash()));
    pool.dropBelow(tx.getSenderAddress().toString(), tx.nonce + 1n);
  }
  for (const { tx, refusal } of refused) {
    if (!mayPassLater.includes(refusal.code)) pool.remove(bytesToHex(tx.hash()));
  }
  return chain.changesPermissions(executed) ? dropForbidden(pool, chain.permissions) : [];
}

/** Removes from the pool what nobody may send any more. */
export function dropForbidden(pool: Mempool, permissions: Chain['permissions']): Dropped[] {
  const dropped: Dropped[] = [];
  for (const [, entries] of [...pool.senders()]) {
    for (const { tx, hash } of [...entries.values()]) {
      const refusal = checkRights(tx, permissions);
      if (!refusal) continue;
      pool.remove(hash);
      dropped.push({ hash, refusal });
    }
  }
  return dropped;
}

/** Removes from the pool what its senders have used the nonces of, in blocks that this node has not run. */
export async function dropOvertaken(
  pool: Mempool,
  nonceOf: (sender: Hex) => bigint | Promise<bigint>,
): Promise<void> {
  for (const [sender] of [...pool.senders()]) pool.dropBelow(sender, await nonceOf(sender));
}
