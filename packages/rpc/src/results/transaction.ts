import { z } from 'zod';
import { named } from '../named.ts';
import { address, bytes, hash, quantity } from './scalars.ts';

export const accessList = named(
  'AccessList',
  'Accounts and slots that a transaction declares (EIP-2930).',
  z.array(z.strictObject({ address, storageKeys: z.array(hash) })),
);

const authorization = named(
  'Authorization',
  'A signed delegation of an account to a contract (EIP-7702).',
  z.strictObject({
    chainId: quantity,
    address,
    nonce: quantity,
    yParity: quantity,
    r: quantity,
    s: quantity,
  }),
);

const sent = {
  type: quantity,
  from: address,
  to: z.nullable(address),
  nonce: quantity,
  gas: quantity,
  value: quantity,
  input: bytes,
  maxFeePerGas: quantity.optional(),
  maxPriorityFeePerGas: quantity.optional(),
  accessList: accessList.optional(),
  authorizationList: z.array(authorization).optional(),
};

export const filledTransaction = z.strictObject({
  tx: z.strictObject({ ...sent, chainId: quantity, gasPrice: quantity.optional() }),
});

export const transaction = named(
  'Transaction',
  'A transaction; one that waits has null for its block.',
  z.strictObject({
    blockHash: z.nullable(hash),
    blockNumber: z.nullable(quantity),
    blockTimestamp: z.nullable(quantity),
    transactionIndex: z.nullable(quantity),
    ...sent,
    hash,
    gasPrice: quantity,
    maxFeePerBlobGas: quantity.optional(),
    blobVersionedHashes: z.array(hash).optional(),
    chainId: quantity.optional(),
    v: quantity,
    r: quantity,
    s: quantity,
    yParity: quantity.optional(),
  }),
);
export type Transaction = z.output<typeof transaction>;
