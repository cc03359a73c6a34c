import type { TypedTransaction } from '@ethereumjs/tx';
import { maxFeePerGas, type Refusal } from '../chain/check-transaction.ts';
import { Stopping } from '../chain/fault.ts';
import type { Signers } from '../crypto/signers.ts';
import { type AdmissionParts, admit, checkSigner, isRefusal, readTransaction } from '../mempool/admit.ts';
import { findSender } from '../mempool/find-sender.ts';
import type { PoolEntry } from '../mempool/mempool.ts';
import type { PoolJournal } from '../mempool/pool-journal.ts';
import { boundsOf, type Driver } from './driver.ts';

/** What takes a transaction in. */
export interface SubmitParts extends AdmissionParts {
  driver: Driver;
  /** Keeps the pool on disk; absent when it ends with the process. */
  journal?: PoolJournal;
  /** Finds senders beside this thread; without it each is found here. */
  signers?: Signers;
}

/**
 * Takes a transaction in: checks it, lets it wait, tells the driver, and has it on disk where the pool is kept. When
 * the promise resolves with an entry, its sender may be told that it is accepted.
 * @throws Fault when what accepting it takes has failed; Stopping when the node stops and the pool is not kept
 */
export async function submit(parts: SubmitParts, tx: TypedTransaction): Promise<PoolEntry | Refusal> {
  const entry =
    tooCheap(tx, parts.driver.leastFee) ?? (await admit(tx, parts, boundsOf(parts.driver, parts.chain.head)));
  if (isRefusal(entry)) return entry;
  try {
    const refusal = await parts.driver.submit(entry);
    if (refusal) return refusal;
  } catch (error) {
    // It waits for the next start, if it is kept until then.
    if (!(error instanceof Stopping && parts.journal)) throw error;
  }
  // What is in a block by now is as durable as that block.
  if (parts.pool.get(entry.hash)) await parts.journal?.flush();
  return entry;
}

/** Where blocks come only with transactions, one that cannot pay the base fee would wait, and its account with it. */
function tooCheap(tx: TypedTransaction, leastFee = 0n): Refusal | undefined {
  const offered = maxFeePerGas(tx);
  if (offered >= leastFee) return undefined;
  return {
    code: 'fee',
    reason: `max fee per gas less than block base fee: ${offered} offered, the next block takes ${leastFee}`,
  };
}

/** Decodes a signed transaction and takes it in. */
export async function submitSigned(parts: SubmitParts, bytes: Uint8Array): Promise<PoolEntry | Refusal> {
  const { chain, pool, limits, signers } = parts;
  const tx = readTransaction(bytes, chain, limits.maxTransactionBytes);
  if (isRefusal(tx)) return tx;
  if (signers) {
    const arrived = pool.arrivals.begin();
    await findSender(tx, signers).finally(arrived);
  }
  return checkSigner(tx, chain) ?? submit(parts, tx);
}
