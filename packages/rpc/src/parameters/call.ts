import { z } from 'zod';
import { named } from '../named.ts';
import { address, data, hash, quantity, uint64 } from './scalars.ts';

const accessList = z.array(z.strictObject({ address, storageKeys: z.array(hash).default([]) }));

/** What only a chain with blobs could follow. */
const noBlobsHere = 'this chain has no blobs: leave the field out';
const noBlobs = z.null(noBlobsHere).optional();

/** As EIP-7702 bounds it; what is neither 0 nor 1 is of no valid signature. */
const parity = quantity.refine((value) => value < 2n ** 8n, 'expected a number of at most 8 bits');

/** A signed delegation (EIP-7702). */
const authorization = z
  .strictObject({
    chainId: quantity,
    address,
    nonce: uint64,
    yParity: parity,
    /** Said twice by some clients. */
    v: quantity.optional(),
    r: quantity,
    s: quantity,
  })
  .refine(({ v, yParity }) => v === undefined || v === yParity || v === yParity + 27n, 'v is not yParity');

/** A transaction that is not signed, as `eth_call` and its relatives take it. */
export const callRequest = named(
  'CallRequest',
  'A transaction that is not signed. What is left out gets a value that lets it run.',
  z.strictObject({
    type: quantity.nullish(),
    chainId: quantity.nullish(),
    from: address.nullish(),
    to: address.nullish(),
    gas: uint64.nullish(),
    gasPrice: quantity.nullish(),
    maxFeePerGas: quantity.nullish(),
    maxPriorityFeePerGas: quantity.nullish(),
    value: quantity.nullish(),
    nonce: uint64.nullish(),
    data: data.nullish(),
    input: data.nullish(),
    accessList: accessList.nullish(),
    authorizationList: z.array(authorization).max(100).nullish(),
    /** What web3.js adds of its own settings; `networkId` is held against the chain's, names of forks say nothing here. */
    networkId: quantity.nullish(),
    chain: z.string().nullish(),
    hardfork: z.string().nullish(),
    /** 0 for none, as some clients write it. */
    maxFeePerBlobGas: quantity.nullish().refine((fee) => fee == null || fee === 0n, noBlobsHere),
    blobVersionedHashes: noBlobs,
    blobs: noBlobs,
    commitments: noBlobs,
    proofs: noBlobs,
    sidecar: noBlobs,
  }),
);
export type CallRequest = z.output<typeof callRequest>;
