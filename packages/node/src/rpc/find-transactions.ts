import { hexToBytes } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { ReadBudget } from '../chain/read-budget.ts';
import type { Appearance } from '../storage/appearances.ts';
import { damaged } from '../storage/sealed-record.ts';
import { openAddressHistory } from './address-history.ts';
import { invalidParams } from './errors.ts';
import { toData } from './format/hex.ts';
import { formatReceipt } from './format/receipt.ts';
import { formatTransaction } from './format/transaction.ts';
import type { ReadContext } from './method.ts';

/** Transactions of a page, at most: those of one block may make it longer. */
const longestPage = 500n;
/** Bytes that a transaction with its receipt takes besides its data, and a log besides its. */
const [transactionBytes, logBytes] = [4_000, 1_500];

/** Length of a page. @throws RpcError */
export function pageLength(asked: bigint): number {
  if (asked < 1n || asked > longestPage)
    throw invalidParams(`expected a page of 1 to ${longestPage} transactions`);
  return Number(asked);
}

/** A page of an address's transactions, newest first. */
export async function findTransactions(
  context: ReadContext,
  direction: 'before' | 'after',
  { account, block, pageSize }: { account: Hex; block: bigint; pageSize: bigint },
) {
  const length = pageLength(pageSize);
  const history = await openAddressHistory(context, hexToBytes(account));
  const fromEnd = block === 0n;
  const start = direction === 'before' && fromEnd ? context.chain.head.header.number + 1n : block;
  const found: Appearance[] = [];
  let isLast = true;
  for await (const appearance of history[direction](start)) {
    if (found.length >= length && appearance.block !== found.at(-1)!.block) {
      isLast = false;
      break;
    }
    found.push(appearance);
  }
  if (direction === 'after') found.reverse();
  const bytes = new ReadBudget(context.limits.maxReadBytes);
  const shown = [];
  for (const appearance of found) shown.push(await show(context, appearance, bytes));
  return {
    txs: shown.map(({ tx }) => tx),
    receipts: shown.map(({ receipt }) => receipt),
    firstPage: direction === 'before' ? fromEnd : isLast,
    lastPage: direction === 'before' ? isLast : fromEnd,
  };
}

async function show(
  { chain: { store } }: ReadContext,
  { block: number, index }: Appearance,
  bytes: ReadBudget,
) {
  const block = await store.readBlock(number);
  const receipts = await store.readReceipts(number);
  const [tx, receipt] = [block?.transactions[index], receipts?.[index]];
  if (!block || !receipts || !tx || !receipt)
    throw damaged(`transaction ${index} of block ${number} is not where the index says`);
  const logs = receipt.logs.reduce((sum, [, , data]) => sum + logBytes + 2 * data.length, 0);
  bytes.take(transactionBytes + 2 * tx.data.length + logs);
  const firstLog = receipts.slice(0, index).reduce((sum, { logs: { length } }) => sum + length, 0);
  return {
    tx: formatTransaction(tx, { block, index }),
    receipt: {
      ...formatReceipt(receipt, { block, index }, firstLog),
      timestamp: Number(block.header.timestamp),
    },
  };
}

/** The transaction of a sender with a nonce. Nonces of one sender rise: it is found by halves, then block by block. */
export async function findByNonce(context: ReadContext, sender: Hex, nonce: bigint): Promise<Hex | null> {
  const { store } = context.chain;
  const address = hexToBytes(sender);
  const history = await openAddressHistory(context, address);
  const at = async ({ block, index }: Appearance) => {
    const tx = (await store.readBlock(block))?.transactions[index];
    if (!tx) throw damaged(`transaction ${index} of block ${block} is not where the index says`);
    return tx;
  };
  let [low, high] = [0, history.sent.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((await at(history.sent.at(middle))).nonce < nonce) low = middle + 1;
    else high = middle;
  }
  if (low < history.sent.length) {
    const tx = await at(history.sent.at(low));
    if (tx.nonce === nonce) return toData(tx.hash());
  }
  for await (const appearance of history.after(history.unlisted - 1n)) {
    const tx = await at(appearance);
    if (tx.nonce === nonce && tx.getSenderAddress().toString() === sender) return toData(tx.hash());
  }
  return null;
}
