import { type Address, bigIntToUnpaddedBytes, createAddressFromString } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { z } from 'zod';
import type { Authorizations } from '../chain/apply-authorizations.ts';
import { named } from './openrpc/components.ts';

const pattern = (regex: RegExp, message: string) => z.string().regex(regex, message);

/** `0x` and an even number of hexadecimal digits. */
export const data = named(
  'DataInput',
  'Bytes: 0x and two hexadecimal digits for each, in any case.',
  pattern(/^0x([0-9a-fA-F]{2})*$/, 'expected 0x and an even number of hexadecimal digits'),
).transform((text): Hex => text.toLowerCase() as Hex);

/** A number, `0x` and at least one hexadecimal digit. Leading zeros are let through: tools send them. */
export const quantity = named(
  'QuantityInput',
  'A number: 0x and 1 to 64 hexadecimal digits; leading zeros are let through.',
  pattern(/^0x[0-9a-fA-F]{1,64}$/, 'expected 0x and 1 to 64 hexadecimal digits'),
).transform((text) => BigInt(text));

export const address = named(
  'AddressInput',
  '20 bytes, in any case.',
  pattern(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hexadecimal digits'),
).transform((text): Address => createAddressFromString(text.toLowerCase() as Hex));

export const hash = named(
  'HashInput',
  '32 bytes, in any case.',
  pattern(/^0x[0-9a-fA-F]{64}$/, 'expected 32 bytes: 0x and 64 hexadecimal digits'),
).transform((text): Hex => text.toLowerCase() as Hex);

/** A storage slot: 32 bytes, or a shorter number. */
export const slot = quantity;

const tag = z.enum(['latest', 'pending', 'safe', 'finalized', 'earliest']);

/** A block by tag, number or hash (EIP-1898). */
export const blockReference = named(
  'BlockReference',
  'A block by tag, number or hash (EIP-1898). Sealed blocks are final: all tags but `earliest` name the newest.',
  z.union(
    [
      tag,
      hash.transform((blockHash) => ({ blockHash })),
      quantity,
      z.object({ blockHash: hash, requireCanonical: z.boolean().optional() }),
      z.object({ blockNumber: z.union([quantity, tag]) }).transform(({ blockNumber }) => blockNumber),
    ],
    'expected a block: a tag, a number, or an object with blockNumber or blockHash',
  ),
);
export type BlockReference = z.output<typeof blockReference>;

/** A block by tag or number only. */
export const blockNumber = named(
  'BlockNumber',
  'A block by tag or number.',
  z.union([tag, quantity], 'expected a block number or tag'),
);

/** Missing or null means the newest block. */
export const optionalBlock = blockReference.nullish().transform((block) => block ?? 'latest');

const accessList = z.array(z.object({ address: data, storageKeys: z.array(data).default([]) }));

const authorization = z
  .object({ chainId: quantity, address, nonce: quantity, yParity: quantity, r: quantity, s: quantity })
  .transform(({ chainId, address: contract, nonce, yParity, r, s }): Authorizations[number] => [
    bigIntToUnpaddedBytes(chainId),
    contract.bytes,
    bigIntToUnpaddedBytes(nonce),
    bigIntToUnpaddedBytes(yParity),
    bigIntToUnpaddedBytes(r),
    bigIntToUnpaddedBytes(s),
  ]);

/** A transaction that is not signed, as `eth_call` and its relatives take it. */
export const callRequest = named(
  'CallRequest',
  'A transaction that is not signed. What is left out gets a value that lets it run.',
  z.object({
    type: quantity.nullish(),
    chainId: quantity.nullish(),
    from: address.nullish(),
    to: address.nullish(),
    gas: quantity.nullish(),
    gasPrice: quantity.nullish(),
    maxFeePerGas: quantity.nullish(),
    maxPriorityFeePerGas: quantity.nullish(),
    value: quantity.nullish(),
    nonce: quantity.nullish(),
    data: data.nullish(),
    input: data.nullish(),
    accessList: accessList.nullish(),
    authorizationList: z.array(authorization).max(100).nullish(),
  }),
);
export type CallRequest = z.output<typeof callRequest>;

/** One topic, any topic (null), or one of several. */
const topic = z.union(
  [hash, z.null(), z.array(hash)],
  'expected a topic of 32 bytes, null for any, or a list of topics',
);

/** An address as logs have it. */
const emitter = address.transform((given): Hex => given.toString());

/** What logs are asked for. */
export const logQuery = named(
  'LogQuery',
  'Blocks, addresses and topics of the logs that are wanted.',
  z.object({
    fromBlock: blockNumber.nullish(),
    toBlock: blockNumber.nullish(),
    blockHash: hash.nullish(),
    address: z.union([emitter, z.array(emitter)], 'expected an address or a list of addresses').nullish(),
    topics: z.array(topic).max(4).nullish(),
  }),
);
export type LogQuery = z.output<typeof logQuery>;
