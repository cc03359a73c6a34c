import { bytesToHex, hexToBytes } from '@ethereumjs/util';
import { type BlockReference, transactionMethods } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import type { ChainView } from '../../chain/chain-view.ts';
import type { Refusal } from '../../chain/check-transaction.ts';
import { submitSigned } from '../../consensus/submit.ts';
import { isRefusal } from '../../mempool/admit.ts';
import type { PoolEntry } from '../../mempool/mempool.ts';
import { damaged } from '../../storage/sealed-record.ts';
import { senderOf } from '../call-message.ts';
import { serverError } from '../errors.ts';
import { fillTransaction } from '../fill-transaction.ts';
import { toData } from '../format/hex.ts';
import { formatReceipt } from '../format/receipt.ts';
import { formatTransaction, formatUnsigned, type Mined } from '../format/transaction.ts';
import { type RpcContext, serve } from '../method.ts';
import { findBlock } from '../resolve-block.ts';

/** A mined transaction by its hash. */
export async function findMined(chain: ChainView, transactionHash: Hex): Promise<Mined | undefined> {
  return chain.store.findTransaction(hexToBytes(transactionHash));
}

/** The hash of a transaction that was taken in, or an error for its sender. */
export function acknowledge(taken: PoolEntry | Refusal): Hex {
  if (isRefusal(taken)) throw serverError(taken.reason);
  return taken.hash;
}

async function inBlock({ chain }: RpcContext, reference: BlockReference, index: bigint) {
  const block = await findBlock(chain, reference);
  const tx = block?.transactions[Number(index)];
  return block && tx ? formatTransaction(tx, { block, index: Number(index) }) : null;
}

async function rawInBlock({ chain }: RpcContext, reference: BlockReference, index: bigint) {
  const tx = (await findBlock(chain, reference))?.transactions[Number(index)];
  return tx ? toData(tx.serialize()) : null;
}

/** Transactions, waiting and mined. */
export const transactionHandlers = serve(transactionMethods, {
  eth_sendRawTransaction: async (context, { transaction: raw }) =>
    acknowledge(await submitSigned(context, hexToBytes(raw))),

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

  eth_getTransactionByBlockNumberAndIndex: (context, { block: number, index }) =>
    inBlock(context, number, index),

  eth_getTransactionByBlockHashAndIndex: (context, { hash: blockHash, index }) =>
    inBlock(context, { blockHash }, index),

  eth_getRawTransactionByBlockNumberAndIndex: (context, { block: number, index }) =>
    rawInBlock(context, number, index),

  eth_getRawTransactionByBlockHashAndIndex: (context, { hash: blockHash, index }) =>
    rawInBlock(context, { blockHash }, index),

  eth_getTransactionReceipt: async ({ chain }, { hash: transactionHash }) => {
    const mined = await findMined(chain, transactionHash);
    const receipts = mined && (await chain.store.readReceipts(mined.block.header.number));
    if (!mined || !receipts) return null;
    const receipt = receipts[mined.index];
    if (!receipt) throw damaged(`block ${mined.block.header.number} has too few receipts`);
    const firstLog = receipts.slice(0, mined.index).reduce((sum, { logs }) => sum + logs.length, 0);
    return formatReceipt(receipt, mined, firstLog);
  },
});
