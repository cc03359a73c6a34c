import { z } from 'zod';
import { named } from '../named.ts';
import { address, bloom, bytes, hash, quantity } from './scalars.ts';

export const log = named(
  'Log',
  'An event that a contract emitted. logIndex counts within the block.',
  z.strictObject({
    address,
    topics: z.array(hash).max(4),
    data: bytes,
    blockNumber: quantity,
    blockHash: hash,
    blockTimestamp: quantity,
    transactionHash: hash,
    transactionIndex: quantity,
    logIndex: quantity,
    removed: z.boolean(),
  }),
);
export type Log = z.output<typeof log>;
export const logs = z.array(log);

export const receipt = named(
  'Receipt',
  'What a mined transaction left behind: status 0x1 means success.',
  z.strictObject({
    transactionHash: hash,
    transactionIndex: quantity,
    blockHash: hash,
    blockNumber: quantity,
    from: address,
    to: z.nullable(address),
    type: quantity,
    status: quantity.optional(),
    root: hash.optional(),
    gasUsed: quantity,
    cumulativeGasUsed: quantity,
    effectiveGasPrice: quantity,
    blobGasUsed: quantity.optional(),
    blobGasPrice: quantity.optional(),
    contractAddress: z.nullable(address),
    logs,
    logsBloom: bloom,
  }),
);
export type Receipt = z.output<typeof receipt>;
