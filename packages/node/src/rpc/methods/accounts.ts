import { hexToBytes } from '@ethereumjs/util';
import { type Hex, isHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import { makeTransaction } from '../fill-transaction.ts';
import { toData } from '../format/hex.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import * as result from '../results/index.ts';
import { address, callRequest, data } from '../schema.ts';
import { submit } from './transactions.ts';

function signerOf({ accounts }: RpcContext, who: Hex) {
  const known = accounts.find((account) => account.address.toLowerCase() === who);
  if (!known) throw serverError(`unknown account ${who}: the node holds no key for it`);
  return privateKeyToAccount(known.privateKey);
}

const typedData = z.object({
  domain: z.record(z.string(), z.unknown()),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: z.record(z.string(), z.unknown()),
});

/** Signing with the development accounts, whose keys everybody knows, and with those that the operator unlocked. */
export const accountMethods: MethodTable = {
  eth_sendTransaction: method(
    'Fills in, signs and submits a transaction of a development, unlocked or impersonated account.',
    { transaction: callRequest },
    result.hash,
    async (context, { transaction }) => submit(context, await makeTransaction(context, transaction)),
  ),

  eth_signTransaction: method(
    'Fills in and signs a transaction of a development or unlocked account without submitting it.',
    { transaction: callRequest },
    result.bytes,
    async (context, { transaction }) => toData((await makeTransaction(context, transaction)).serialize()),
  ),

  eth_sign: method(
    "Signs bytes with a development or unlocked account's key as a message (EIP-191).",
    { account: address, message: data },
    result.bytes,
    (context, { account, message }) =>
      signerOf(context, account.toString()).signMessage({ message: { raw: hexToBytes(message) } }),
  ),

  personal_sign: method(
    'As eth_sign, with the message first; text is signed as UTF-8.',
    { message: z.string(), account: address, password: z.string().optional() },
    result.bytes,
    (context, { message, account }) =>
      signerOf(context, account.toString()).signMessage({
        message: isHex(message) ? { raw: message } : message,
      }),
  ),

  eth_signTypedData_v4: method(
    "Signs structured data (EIP-712) with a development or unlocked account's key.",
    {
      account: address,
      data: z.union([typedData, z.string().transform((text) => typedData.parse(JSON.parse(text)))]),
    },
    result.bytes,
    (context, { account, data: message }) => signerOf(context, account.toString()).signTypedData(message),
  ),
};
