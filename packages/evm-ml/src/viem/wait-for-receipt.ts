import {
  type Hex,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  WaitForTransactionReceiptTimeoutError,
} from 'viem';
import { getTransactionReceipt } from 'viem/actions';
import type { AnyClient } from './client.ts';

export interface WaitForReceiptParameters {
  readonly hash: Hex;
  /** Milliseconds; default 180,000. */
  readonly timeout?: number;
}

/**
 * The receipt of a transaction, once it is in a block; asked for at each `pollingInterval` of the client.
 *
 * viem's `waitForTransactionReceipt` asks once for each new block, and with a question that is under way already takes
 * the answer of before that block: where no other block follows, as on an idle chain, it waits in vain (2.57).
 * @throws WaitForTransactionReceiptTimeoutError
 */
export async function waitForReceipt(
  client: AnyClient,
  { hash, timeout = 180_000 }: WaitForReceiptParameters,
): Promise<TransactionReceipt> {
  for (const end = performance.now() + timeout; ; ) {
    try {
      return await getTransactionReceipt(client, { hash });
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
    if (performance.now() > end) throw new WaitForTransactionReceiptTimeoutError({ hash });
    await new Promise((resolve) => setTimeout(resolve, client.pollingInterval));
  }
}
