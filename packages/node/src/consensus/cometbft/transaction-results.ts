import type { TypedTransaction } from '@ethereumjs/tx';
import type { Refusal } from '../../chain/check-transaction.ts';
import type { ExecutedBlock } from '../../chain/executor.ts';
import { isRefusal } from '../../mempool/admit.ts';

/** What the engine keeps of a transaction. All but `log` is hashed into its next block: it must not vary. */
export interface TransactionResult {
  /** 0: it is in the block, 1: it is left out. */
  readonly code: 0 | 1;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  /** Why it is left out. */
  readonly log: string;
}

const leftOut = ({ reason }: Pick<Refusal, 'reason'>): TransactionResult => ({
  code: 1,
  gasWanted: 0n,
  gasUsed: 0n,
  log: reason,
});

/**
 * A result for each transaction that the engine decided, in its order.
 * @param decoded the transactions, or why their bytes are none
 * @param executed what came of those that are some; undefined where there were none
 */
export function transactionResults(
  decoded: readonly (TypedTransaction | Refusal)[],
  executed: Pick<ExecutedBlock, 'refused' | 'receipts'> | undefined,
): TransactionResult[] {
  const refusals = new Map(executed?.refused.map(({ position, refusal }) => [position, refusal]));
  const receipts = executed?.receipts ?? [];
  let [candidate, ran] = [0, 0];
  return decoded.map((tx) => {
    if (isRefusal(tx)) return leftOut(tx);
    const refusal = refusals.get(candidate++);
    if (refusal) return leftOut(refusal);
    // What stands behind the last that fitted was not looked at.
    const receipt = receipts[ran++];
    if (!receipt) return leftOut({ reason: 'the block has no gas left' });
    return { code: 0, gasWanted: tx.gasLimit, gasUsed: receipt.gasUsed, log: '' };
  });
}
