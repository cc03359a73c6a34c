import {
  type Address,
  BaseError,
  type Client,
  formatTransaction,
  type Hex,
  type RpcTransaction,
  type Transaction,
} from 'viem';
import { isMissingMethod } from '../node/error-text.ts';

/** Transactions of a page, at least: those of one block are never divided. */
const pageSize = 25;

/** Some transactions that name an account, newest first. */
export interface HistoryPage {
  readonly transactions: readonly Transaction[];
  /** Hashes of those that were reverted. */
  readonly reverted: ReadonlySet<Hex>;
  /** Where the page after it begins; undefined: there is none. */
  readonly older: bigint | undefined;
}

interface Found {
  readonly txs: readonly RpcTransaction[];
  readonly receipts: readonly { readonly transactionHash: Hex; readonly status?: Hex }[];
  readonly lastPage: boolean;
}

/**
 * A page of an account's transactions from before a block on (0: from the newest on); undefined where the node does not
 * know, or looks at too few blocks for this chain.
 */
export async function readHistory(
  client: Client,
  address: Address,
  before: bigint,
): Promise<HistoryPage | undefined> {
  try {
    const { txs, receipts, lastPage } = await client.request<{ Parameters: unknown; ReturnType: Found }>({
      method: 'ots_searchTransactionsBefore',
      params: [address, Number(before), pageSize],
    });
    const transactions = txs.map((tx) => formatTransaction(tx) as Transaction);
    const last = transactions.at(-1)?.blockNumber;
    return {
      transactions,
      reverted: new Set(
        receipts.filter(({ status }) => status === '0x0').map(({ transactionHash }) => transactionHash),
      ),
      older: lastPage || last === null ? undefined : last,
    };
  } catch (error) {
    if (isMissingMethod(error) || isOverBound(error)) return undefined;
    throw error;
  }
}

/** Who created a contract, and the transaction; undefined where nobody did, or the node does not know. */
export async function readCreator(
  client: Client,
  address: Address,
): Promise<{ readonly hash: Hex; readonly creator: Address } | undefined> {
  const found = await client
    .request<{ Parameters: unknown; ReturnType: { hash: Hex; creator: Address } | null }>({
      method: 'ots_getContractCreator',
      params: [address],
    })
    .catch(() => null);
  return found ?? undefined;
}

const isOverBound = (error: unknown): boolean =>
  error instanceof BaseError && error.walk((cause) => Object(cause).code === -32_005) !== null;
