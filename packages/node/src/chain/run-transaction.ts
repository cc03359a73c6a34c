import type { Block } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import { type RunTxResult, runTx } from '@ethereumjs/vm';
import { isImpersonated } from '../block/impersonate.ts';
import type { Machine } from './machine.ts';

/** Runs a transaction that has passed all checks and leaves its changes in the machine. */
export async function runTransaction(
  { vm, state }: Machine,
  block: Block,
  tx: TypedTransaction,
  blockGasUsed = 0n,
): Promise<RunTxResult> {
  if (isImpersonated(tx)) {
    const sender = tx.getSenderAddress();
    if ((await state.getCode(sender)).length > 0) state.letSend(sender);
  }
  return runTx(vm, { tx, block, blockGasUsed, skipHardForkValidation: true });
}
