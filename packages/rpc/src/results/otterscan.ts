import { z } from 'zod';
import { named } from '../named.ts';
import { blockFields } from './block.ts';
import { receipt } from './receipt.ts';
import { address, bytes, hash, quantity } from './scalars.ts';
import { transaction } from './transaction.ts';

/** Ether that moved inside a transaction: 0 a transfer, 1 a self-destruct, 2 a creation, 3 one with CREATE2. */
export const internalOperations = z.array(
  z.strictObject({ type: z.number().int().min(0).max(3), from: address, to: address, value: quantity }),
);

/** A call tree as a list: what a call did inside follows it, one deeper. */
export const flatCalls = z.array(
  z.strictObject({
    type: z.string(),
    depth: z.number().int().min(0),
    from: address,
    to: address,
    value: z.nullable(quantity),
    input: bytes,
    output: bytes,
  }),
);

const { transactions: _all, logsBloom: _bloom, ...slimFields } = blockFields;
const slimBlock = { ...slimFields, logsBloom: z.null(), transactionCount: z.number().int() };

export const blockDetails = named(
  'BlockDetails',
  'A block without its transactions, and what it paid.',
  z.strictObject({
    block: z.strictObject(slimBlock),
    issuance: z.strictObject({ blockReward: quantity, uncleReward: quantity, issuance: quantity }),
    totalFees: quantity,
  }),
);

export const blockTransactions = named(
  'BlockTransactions',
  'A page of the transactions of a block, of whose input there is the selector, with receipts without logs.',
  z.strictObject({
    fullblock: z.strictObject({ ...slimBlock, transactions: z.array(transaction) }),
    receipts: z.array(receipt.extend({ logs: z.null(), logsBloom: z.null() })),
  }),
);

export const foundTransactions = named(
  'FoundTransactions',
  'Transactions of an address, newest first; those of one block are never divided.',
  z.strictObject({
    txs: z.array(transaction),
    receipts: z.array(receipt.extend({ timestamp: z.number().int() })),
    firstPage: z.boolean(),
    lastPage: z.boolean(),
  }),
);

export const contractCreator = z.strictObject({ hash, creator: address });
