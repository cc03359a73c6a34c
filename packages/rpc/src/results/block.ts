import { z } from 'zod';
import { named } from '../named.ts';
import { address, bloom, bytes, eightBytes, hash, quantity } from './scalars.ts';
import { transaction } from './transaction.ts';

const headerFields = {
  number: quantity,
  /** Of the pending block there are none of these three yet. */
  hash: z.nullable(hash),
  parentHash: hash,
  nonce: z.nullable(eightBytes),
  mixHash: hash,
  sha3Uncles: hash,
  logsBloom: bloom,
  transactionsRoot: hash,
  stateRoot: hash,
  receiptsRoot: hash,
  miner: z.nullable(address),
  difficulty: quantity,
  extraData: bytes,
  gasLimit: quantity,
  gasUsed: quantity,
  timestamp: quantity,
  baseFeePerGas: quantity.optional(),
  withdrawalsRoot: hash.optional(),
  blobGasUsed: quantity.optional(),
  excessBlobGas: quantity.optional(),
  parentBeaconBlockRoot: hash.optional(),
  requestsHash: hash.optional(),
};

export const header = named('Header', 'The header of a block.', z.strictObject(headerFields));
export type Header = z.output<typeof header>;

const withdrawal = z.strictObject({
  index: quantity,
  validatorIndex: quantity,
  address,
  amount: quantity,
});

export const blockFields = {
  ...headerFields,
  size: quantity,
  uncles: z.array(hash),
  transactions: z.union([z.array(hash), z.array(transaction)]),
  withdrawals: z.array(withdrawal).optional(),
};

export const block = named(
  'Block',
  'A block with its transactions, or with their hashes only.',
  z.strictObject(blockFields),
);
export type Block = z.output<typeof block>;
