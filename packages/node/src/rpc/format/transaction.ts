import type { Block } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import { bytesToBigInt } from '@ethereumjs/util';
import { effectiveTip } from '../../mempool/mempool.ts';
import { toData, toQuantity } from './hex.ts';

/** Where a mined transaction stands. */
export interface Mined {
  block: Block;
  index: number;
}

/** Price per gas that a transaction pays in a block. */
export function effectiveGasPrice(tx: TypedTransaction, baseFee: bigint): bigint {
  return 'maxFeePerGas' in tx ? baseFee + effectiveTip(tx, baseFee) : tx.gasPrice;
}

/** A transaction as JSON-RPC shows it; one that waits has no block. */
export function formatTransaction(tx: TypedTransaction, mined: Mined | undefined) {
  return {
    ...formatPlace(mined),
    hash: toData(tx.hash()),
    type: toQuantity(tx.type),
    from: tx.getSenderAddress().toString(),
    to: tx.to === undefined ? null : tx.to.toString(),
    nonce: toQuantity(tx.nonce),
    gas: toQuantity(tx.gasLimit),
    value: toQuantity(tx.value),
    input: toData(tx.data),
    ...formatFees(tx, mined?.block.header.baseFeePerGas),
    ...formatLists(tx),
    ...formatSignature(tx),
  };
}

/** A transaction that is still to be signed by `from`. */
export function formatUnsigned(tx: TypedTransaction, from: string) {
  const fees =
    'maxFeePerGas' in tx
      ? {
          maxFeePerGas: toQuantity(tx.maxFeePerGas),
          maxPriorityFeePerGas: toQuantity(tx.maxPriorityFeePerGas),
        }
      : { gasPrice: toQuantity(tx.gasPrice) };
  return {
    type: toQuantity(tx.type),
    chainId: toQuantity(tx.common.chainId()),
    from,
    to: tx.to === undefined ? null : tx.to.toString(),
    nonce: toQuantity(tx.nonce),
    gas: toQuantity(tx.gasLimit),
    value: toQuantity(tx.value),
    input: toData(tx.data),
    ...fees,
    ...formatLists(tx),
  };
}

function formatPlace(mined: Mined | undefined) {
  if (!mined) return { blockHash: null, blockNumber: null, blockTimestamp: null, transactionIndex: null };
  const { header } = mined.block;
  return {
    blockHash: toData(header.hash()),
    blockNumber: toQuantity(header.number),
    blockTimestamp: toQuantity(header.timestamp),
    transactionIndex: toQuantity(mined.index),
  };
}

function formatFees(tx: TypedTransaction, baseFee: bigint | undefined) {
  if (!('maxFeePerGas' in tx)) return { gasPrice: toQuantity(tx.gasPrice) };
  return {
    maxFeePerGas: toQuantity(tx.maxFeePerGas),
    maxPriorityFeePerGas: toQuantity(tx.maxPriorityFeePerGas),
    gasPrice: toQuantity(baseFee === undefined ? tx.maxFeePerGas : effectiveGasPrice(tx, baseFee)),
    ...('maxFeePerBlobGas' in tx && {
      maxFeePerBlobGas: toQuantity(tx.maxFeePerBlobGas),
      blobVersionedHashes: tx.blobVersionedHashes,
    }),
  };
}

function formatLists(tx: TypedTransaction) {
  return {
    ...('accessList' in tx && {
      accessList: tx.accessList.map(([address, storageKeys]) => ({
        address: toData(address),
        storageKeys: storageKeys.map(toData),
      })),
    }),
    ...('authorizationList' in tx && {
      authorizationList: tx.authorizationList.map(([chainId, address, nonce, yParity, r, s]) => ({
        chainId: toQuantity(bytesToBigInt(chainId)),
        address: toData(address),
        nonce: toQuantity(bytesToBigInt(nonce)),
        yParity: toQuantity(bytesToBigInt(yParity)),
        r: toQuantity(bytesToBigInt(r)),
        s: toQuantity(bytesToBigInt(s)),
      })),
    }),
  };
}

function formatSignature(tx: TypedTransaction) {
  const v = toQuantity(tx.v ?? 0n);
  const isProtected = tx.type !== 0 || (tx.v ?? 0n) >= 35n;
  return {
    ...(isProtected && { chainId: toQuantity(tx.common.chainId()) }),
    v,
    r: toQuantity(tx.r ?? 0n),
    s: toQuantity(tx.s ?? 0n),
    ...(tx.type !== 0 && { yParity: v }),
  };
}
