import { hexToBytes } from '@ethereumjs/util';
import { type Hex, isHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import { makeTransaction } from '../fill-transaction.ts';
import { toData } from '../format/hex.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
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

/** Signing with the development accounts, for chains whose keys everybody knows. */
export const accountMethods: MethodTable = {
  eth_sendTransaction: method(z.tuple([callRequest]), async (context, [request]) =>
    submit(context, await makeTransaction(context, request)),
  ),

  eth_signTransaction: method(z.tuple([callRequest]), async (context, [request]) =>
    toData((await makeTransaction(context, request)).serialize()),
  ),

  eth_sign: method(z.tuple([address, data]), (context, [who, message]) =>
    signerOf(context, who.toString()).signMessage({ message: { raw: hexToBytes(message) } }),
  ),

  personal_sign: method(z.tuple([z.string(), address, z.string().optional()]), (context, [message, who]) =>
    signerOf(context, who.toString()).signMessage({ message: isHex(message) ? { raw: message } : message }),
  ),

  eth_signTypedData_v4: method(
    z.tuple([
      address,
      z.union([typedData, z.string().transform((text) => typedData.parse(JSON.parse(text)))]),
    ]),
    (context, [who, message]) => signerOf(context, who.toString()).signTypedData(message),
  ),
};
