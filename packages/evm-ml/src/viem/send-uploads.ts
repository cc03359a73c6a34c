import { type Account, BaseError, type Chain, type Client, type Hex, type Transport } from 'viem';
import { sendTransaction } from 'viem/actions';
import type { ModelTransaction } from '../store/upload.ts';
import { revertOf } from './revert-of.ts';
import { waitForReceipt } from './wait-for-receipt.ts';

/** A client that signs. */
export type Deployer = Client<Transport, Chain | undefined, Account>;

/** How whoever uploads follows and stops it. */
export interface UploadProgress {
  /** Called before each transaction with what is done so far, out of `total`. */
  readonly onProgress?: (step: {
    readonly title: string;
    readonly done: number;
    readonly total: number;
  }) => void;
  /** Stops before the next transaction; what was sent stays, and calling again continues. */
  readonly signal?: AbortSignal;
}

/** A transaction of the deployment was reverted; `cause` has the error of store or registry, where it was found. */
export class DeploymentRevertedError extends BaseError {
  override readonly name = 'DeploymentRevertedError';
}

/** What was sent. */
export interface SentUploads {
  readonly transactions: readonly Hex[];
  readonly gasUsed: bigint;
}

/** Sends one after another, each when the one before is in a block. @throws DeploymentRevertedError */
export async function sendUploads(
  client: Deployer,
  pending: readonly ModelTransaction[],
  { onProgress = () => {}, signal }: UploadProgress,
): Promise<SentUploads> {
  const transactions: Hex[] = [];
  let gasUsed = 0n;
  for (const [done, { title, to, data, gas }] of pending.entries()) {
    signal?.throwIfAborted();
    onProgress({ title, done, total: pending.length });
    const hash = await sendTransaction(client, {
      account: client.account,
      chain: client.chain ?? null,
      to,
      data,
      gas,
    });
    const receipt = await waitForReceipt(client, { hash });
    if (receipt.status !== 'success') {
      const { blockNumber } = receipt;
      const cause = await revertOf(client, { title, account: client.account, to, data, gas, blockNumber });
      throw new DeploymentRevertedError(`"${title}" was reverted in transaction ${hash}.`, {
        ...(cause && { cause, metaMessages: cause.metaMessages ?? [] }),
      });
    }
    transactions.push(hash);
    gasUsed += receipt.gasUsed;
  }
  return { transactions, gasUsed };
}
