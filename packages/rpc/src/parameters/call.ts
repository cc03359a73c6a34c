import { z } from 'zod';
import { named } from '../named.ts';
import { address, data, quantity } from './scalars.ts';

const accessList = z.array(z.object({ address: data, storageKeys: z.array(data).default([]) }));

/** A signed delegation (EIP-7702). */
const authorization = z.object({
  chainId: quantity,
  address,
  nonce: quantity,
  yParity: quantity,
  r: quantity,
  s: quantity,
});

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
