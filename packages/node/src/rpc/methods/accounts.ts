import { hexToBytes } from '@ethereumjs/util';
import { accountMethods } from '@evm-ml/rpc';
import { type Hex, isHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { submit } from '../../consensus/submit.ts';
import { invalidParams, serverError } from '../errors.ts';
import { makeTransaction } from '../fill-transaction.ts';
import { toData } from '../format/hex.ts';
import { type RpcContext, serve } from '../method.ts';
import { typedDataFault, withDomainType } from '../typed-data-fault.ts';
import { assertLittleWork } from '../typed-data-work.ts';
import { acknowledge } from './transactions.ts';

function signerOf({ accounts }: RpcContext, who: Hex) {
  const known = accounts.find((account) => account.address.toLowerCase() === who);
  if (!known) throw serverError(`unknown account ${who}: the node holds no key for it`);
  return privateKeyToAccount(known.privateKey);
}

/** Signing with the development accounts, whose keys everybody knows, and with those that the operator unlocked. */
export const accountHandlers = serve(accountMethods, {
  eth_sendTransaction: async (context, { transaction }) =>
    acknowledge(await submit(context, await makeTransaction(context, transaction))),

  eth_signTransaction: async (context, { transaction }) =>
    toData((await makeTransaction(context, transaction)).serialize()),

  eth_sign: (context, { account, message }) =>
    signerOf(context, account).signMessage({ message: { raw: hexToBytes(message) } }),

  personal_sign: (context, { message, account }) =>
    signerOf(context, account).signMessage({
      message: isHex(message) ? { raw: message } : message,
    }),

  eth_signTypedData_v4: (context, { account, data: asked }) => {
    const signer = signerOf(context, account);
    const data = withDomainType(asked);
    assertLittleWork(data);
    const fault = typedDataFault(data);
    if (fault !== undefined)
      throw invalidParams(`not structured data that can be signed (EIP-712): ${fault}`);
    return signer.signTypedData(data);
  },
});
