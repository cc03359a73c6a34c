import { Bloom } from '@ethereumjs/vm';
import type { Receipt } from '../../block/receipt.ts';
import { createContractAddress } from './contract-address.ts';
import { toData, toQuantity } from './hex.ts';
import { formatLog } from './log.ts';
import { effectiveGasPrice, type Mined } from './transaction.ts';

/** A receipt as JSON-RPC shows it. `firstLog` is the number of logs before it in the block. */
export function formatReceipt(receipt: Receipt, { block, index }: Mined, firstLog: number) {
  const tx = block.transactions[index]!;
  const { header } = block;
  const bloom = new Bloom(undefined, block.common);
  for (const [address, topics] of receipt.logs) {
    bloom.add(address);
    for (const topic of topics) bloom.add(topic);
  }
  return {
    transactionHash: toData(tx.hash()),
    transactionIndex: toQuantity(index),
    blockHash: toData(header.hash()),
    blockNumber: toQuantity(header.number),
    from: tx.getSenderAddress().toString(),
    to: tx.to === undefined ? null : tx.to.toString(),
    type: toQuantity(receipt.type),
    ...(receipt.stateRoot
      ? { root: toData(receipt.stateRoot) }
      : { status: toQuantity(receipt.success ? 1 : 0) }),
    gasUsed: toQuantity(receipt.gasUsed),
    cumulativeGasUsed: toQuantity(receipt.cumulativeGas),
    effectiveGasPrice: toQuantity(effectiveGasPrice(tx, header.baseFeePerGas ?? 0n)),
    ...('blobVersionedHashes' in tx && {
      blobGasUsed: toQuantity(BigInt(tx.blobVersionedHashes.length) * block.common.param('blobGasPerBlob')),
      blobGasPrice: toQuantity(header.getBlobGasPrice()),
    }),
    contractAddress: tx.to === undefined ? createContractAddress(tx) : null,
    logs: receipt.logs.map((log, offset) => formatLog(log, { block, index }, firstLog + offset)),
    logsBloom: toData(bloom.bitvector),
  };
}

/** All receipts of a block. */
export function formatReceipts(receipts: readonly Receipt[], block: Mined['block']) {
  let firstLog = 0;
  return receipts.map((receipt, index) => {
    const formatted = formatReceipt(receipt, { block, index }, firstLog);
    firstLog += receipt.logs.length;
    return formatted;
  });
}
