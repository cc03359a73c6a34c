import type { Log } from '@ethereumjs/evm';
import { toData, toQuantity } from './hex.ts';
import type { Mined } from './transaction.ts';

/** A log as JSON-RPC shows it. `logIndex` counts within the block. */
export function formatLog(
  [address, topics, data]: Log,
  { block, index }: Mined,
  logIndex: number,
  removed = false,
) {
  return {
    address: toData(address),
    topics: topics.map(toData),
    data: toData(data),
    blockNumber: toQuantity(block.header.number),
    blockHash: toData(block.hash()),
    blockTimestamp: toQuantity(block.header.timestamp),
    transactionHash: toData(block.transactions[index]!.hash()),
    transactionIndex: toQuantity(index),
    logIndex: toQuantity(logIndex),
    removed,
  };
}
