import type { Block, BlockHeader } from '@ethereumjs/block';
import { KECCAK256_RLP_ARRAY } from '@ethereumjs/util';
import { toData, toQuantity } from './hex.ts';
import { formatTransaction } from './transaction.ts';

/** The fields of a header, as blocks and `newHeads` show them. */
export function formatHeader(header: BlockHeader) {
  return {
    number: toQuantity(header.number),
    hash: toData(header.hash()),
    parentHash: toData(header.parentHash),
    nonce: toData(header.nonce),
    mixHash: toData(header.mixHash),
    sha3Uncles: toData(KECCAK256_RLP_ARRAY),
    logsBloom: toData(header.logsBloom),
    transactionsRoot: toData(header.transactionsTrie),
    stateRoot: toData(header.stateRoot),
    receiptsRoot: toData(header.receiptTrie),
    miner: header.coinbase.toString(),
    difficulty: toQuantity(header.difficulty),
    extraData: toData(header.extraData),
    gasLimit: toQuantity(header.gasLimit),
    gasUsed: toQuantity(header.gasUsed),
    timestamp: toQuantity(header.timestamp),
    ...(header.baseFeePerGas !== undefined && { baseFeePerGas: toQuantity(header.baseFeePerGas) }),
    ...(header.withdrawalsRoot && { withdrawalsRoot: toData(header.withdrawalsRoot) }),
    ...(header.blobGasUsed !== undefined && { blobGasUsed: toQuantity(header.blobGasUsed) }),
    ...(header.excessBlobGas !== undefined && { excessBlobGas: toQuantity(header.excessBlobGas) }),
    ...(header.parentBeaconBlockRoot && { parentBeaconBlockRoot: toData(header.parentBeaconBlockRoot) }),
    ...(header.requestsHash && { requestsHash: toData(header.requestsHash) }),
  };
}

/** A block with its transactions' hashes, or with the transactions themselves. */
export function formatBlock(block: Block, full: boolean) {
  return {
    ...formatHeader(block.header),
    size: toQuantity(block.serialize().length),
    uncles: block.uncleHeaders.map((uncle) => toData(uncle.hash())),
    transactions: full
      ? block.transactions.map((tx, index) => formatTransaction(tx, { block, index }))
      : block.transactions.map((tx) => toData(tx.hash())),
    ...(block.withdrawals && {
      withdrawals: block.withdrawals.map(({ index, validatorIndex, address, amount }) => ({
        index: toQuantity(index),
        validatorIndex: toQuantity(validatorIndex),
        address: address.toString(),
        amount: toQuantity(amount),
      })),
    }),
  };
}

/** What is not known of a block that nobody has sealed. */
export const unknownYet = { hash: null, nonce: null, miner: null } as const;

/** The block that would be made now. */
export function formatPending(block: Block, full: boolean) {
  const shown = { ...formatBlock(block, full), ...unknownYet };
  if (!full) return shown;
  const transactions = block.transactions.map((tx, index) => ({
    ...formatTransaction(tx, { block, index }),
    blockHash: null,
  }));
  return { ...shown, transactions };
}
