import { bigIntMin, bytesToHex, hexToBytes } from '@ethereumjs/util';
import { type BlockReference, errorCode, transactionMethods } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import type { ChainView } from '../../chain/chain-view.ts';
import type { Refusal } from '../../chain/check-transaction.ts';
import { submitSigned } from '../../consensus/submit.ts';
import { isRefusal } from '../../mempool/admit.ts';
import type { PoolEntry } from '../../mempool/mempool.ts';
import { damaged } from '../../storage/sealed-record.ts';
import { senderOf } from '../call-message.ts';
import { RpcError, serverError } from '../errors.ts';
import { fillTransaction } from '../fill-transaction.ts';
import { toData } from '../format/hex.ts';
import { formatReceipt } from '../format/receipt.ts';
import { formatTransaction, formatUnsigned, type Mined } from '../format/transaction.ts';
import { type ReadContext, serve, serveReads } from '../method.ts';
import { findBlock } from '../resolve-block.ts';
import { waitForBlock } from '../wait-for-block.ts';

/** A mined transaction by its hash. */
export async function findMined(chain: ChainView, transactionHash: Hex): Promise<Mined | undefined> {
  return chain.store.findTransaction(hexToBytes(transactionHash));
}

/** The hash of a transaction that was taken in, or an error for its sender. */
export function acknowledge(taken: PoolEntry | Refusal): Hex {
  if (isRefusal(taken)) throw serverError(taken.reason);
  return taken.hash;
}

async function inBlock({ chain }: ReadContext, reference: BlockReference, index: bigint) {
  const block = await findBlock(chain, reference);
  const tx = block?.transactions[Number(index)];
  if (!block || !tx) return null;
  const shown = formatTransaction(tx, { block, index: Number(index) });
  return block === chain.pending ? { ...shown, blockHash: null } : shown;
}

async function rawInBlock({ chain }: ReadContext, reference: BlockReference, index: bigint) {
  const tx = (await findBlock(chain, reference))?.transactions[Number(index)];
  return tx ? toData(tx.serialize()) : null;
}

const { eth_getTransactionByBlockNumberAndIndex, eth_getRawTransactionByBlockNumberAndIndex, ...others } =
  transactionMethods;

/** Transactions by number and place: the pending block has some, too. */
export const placeHandlers = serveReads(
  { eth_getTransactionByBlockNumberAndIndex, eth_getRawTransactionByBlockNumberAndIndex },
  {
    eth_getTransactionByBlockNumberAndIndex: (context, { block: number, index }) =>
      inBlock(context, number, index),

    eth_getRawTransactionByBlockNumberAndIndex: (context, { block: number, index }) =>
      rawInBlock(context, number, index),
  },
);

/** Milliseconds (EIP-7966). */
const [usualWait, longestWait] = [20_000n, 60_000n];

async function receiptOf(chain: ChainView, transactionHash: Hex) {
  const mined = await findMined(chain, transactionHash);
  const receipts = mined && (await chain.store.readReceipts(mined.block.header.number));
  if (!mined || !receipts) return null;
  const receipt = receipts[mined.index];
  if (!receipt) throw damaged(`block ${mined.block.header.number} has too few receipts`);
  const firstLog = receipts.slice(0, mined.index).reduce((sum, { logs }) => sum + logs.length, 0);
  return formatReceipt(receipt, mined, firstLog);
}

/** Transactions, waiting and mined. */
export const transactionHandlers = serve(others, {
  eth_sendRawTransaction: async (context, { transaction: raw }) =>
    acknowledge(await submitSigned(context, hexToBytes(raw))),

  eth_sendRawTransactionSync: async (context, { transaction: raw, timeout }) => {
    const hash = acknowledge(await submitSigned(context, hexToBytes(raw)));
    const mined = await waitForBlock(
      context.chain,
      hash,
      Number(bigIntMin(timeout ?? usualWait, longestWait)),
    );
    const receipt = mined && (await receiptOf(context.chain, hash));
    if (receipt) return receipt;
    throw new RpcError(
      errorCode.notInTime,
      `the transaction ${hash} waits, and is in no block yet: ask for its receipt later`,
      hash,
    );
  },

  eth_fillTransaction: async (context, { transaction }) => {
    const from = senderOf(transaction).toString();
    return { tx: formatUnsigned(await fillTransaction(context, transaction), from) };
  },

  eth_getTransactionByHash: async ({ chain, pool }, { hash: transactionHash }) => {
    const mined = await findMined(chain, transactionHash);
    if (mined) return formatTransaction(mined.block.transactions[mined.index]!, mined);
    const waiting = pool.get(transactionHash);
    return waiting ? formatTransaction(waiting.tx, undefined) : null;
  },

  eth_getRawTransactionByHash: async ({ chain, pool }, { hash: transactionHash }) => {
    const mined = await findMined(chain, transactionHash);
    const tx = mined?.block.transactions[mined.index] ?? pool.get(transactionHash)?.tx;
    return tx ? bytesToHex(tx.serialize()) : null;
  },

  eth_getTransactionByBlockHashAndIndex: (context, { hash: blockHash, index }) =>
    inBlock(context, { blockHash }, index),

  eth_getRawTransactionByBlockHashAndIndex: (context, { hash: blockHash, index }) =>
    rawInBlock(context, { blockHash }, index),

  eth_getTransactionReceipt: ({ chain }, { hash: transactionHash }) => receiptOf(chain, transactionHash),
});
