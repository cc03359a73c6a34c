import type { Common } from '@ethereumjs/common';
import type { TypedTransaction, TypedTxData } from '@ethereumjs/tx';
import { createTx } from '@ethereumjs/tx';
import { bigIntMin, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import type { CallRequest } from '@evm-ml/rpc';
import { z } from 'zod';
import { impersonate } from '../block/impersonate.ts';
import { boundsOf } from '../consensus/driver.ts';
import { explainTransaction } from '../mempool/explain-transaction.ts';
import { senderOf } from './call-message.ts';
import { invalidParams, serverError } from './errors.ts';
import type { RpcContext } from './method.ts';
import { toAuthorizations } from './to-authorizations.ts';
import { assertOneTransaction, typeOf } from './transaction-type.ts';

/** Gets a transaction in: blocks are seldom full. */
const defaultTip = 1_000_000_000n;

/** Fills in type, nonce, gas and fees of a request as a wallet would. */
async function fill(context: RpcContext, request: CallRequest): Promise<TypedTxData> {
  const { chain, pool, driver } = context;
  assertOneTransaction(request, chain.common.chainId());
  const sender = senderOf(request).toString();
  const common = {
    nonce: request.nonce ?? pool.nextNonce(sender, await chain.nonceOf(sender)),
    gasLimit: request.gas ?? (await gasFor(context, request)),
    value: request.value ?? 0n,
    data: hexToBytes(request.input ?? request.data ?? '0x'),
    ...(request.to && { to: createAddressFromString(request.to) }),
  };
  const type = typeOf(request);
  const { baseFeePerGas: baseFee } = boundsOf(driver, chain.head);
  const accessList = request.accessList ?? [];
  if (type === 0) return { ...common, type, gasPrice: request.gasPrice ?? baseFee + defaultTip };
  if (type === 1) return { ...common, type, gasPrice: request.gasPrice ?? baseFee + defaultTip, accessList };
  const tip = request.maxPriorityFeePerGas ?? bigIntMin(defaultTip, request.maxFeePerGas ?? defaultTip);
  const fees = { maxPriorityFeePerGas: tip, maxFeePerGas: request.maxFeePerGas ?? baseFee * 2n + tip };
  if (type === 2) return { ...common, ...fees, type, accessList };
  return {
    ...common,
    ...fees,
    type,
    accessList,
    authorizationList: toAuthorizations(request.authorizationList),
  };
}

async function gasFor({ reads }: RpcContext, asked: CallRequest): Promise<bigint> {
  const call = { ...asked, gasPrice: null, maxFeePerGas: null, maxPriorityFeePerGas: null };
  const estimate = await reads.checked('eth_estimateGas', { call, block: 'pending' }, true);
  return BigInt(z.string().parse(estimate.parse()));
}

/** A request with everything that its sender still has to sign. */
export async function fillTransaction(context: RpcContext, request: CallRequest): Promise<TypedTransaction> {
  const fields = await fill(context, request);
  const { common } = context.chain;
  return orInvalid(common, () => createTx(fields, { common }));
}

/** What the library will not make of a request is the request's fault: a gas of 2^64, for one. */
function orInvalid(common: Common, make: () => TypedTransaction): TypedTransaction {
  try {
    return make();
  } catch (error) {
    throw invalidParams(`not a valid transaction: ${explainTransaction(error, common)}`);
  }
}

/** Turns a request into a transaction: signed with a development key, or of an impersonated account. */
export async function makeTransaction(context: RpcContext, request: CallRequest): Promise<TypedTransaction> {
  const { accounts, impersonation } = context;
  const from = senderOf(request);
  const known = accounts.find(({ address }) => address.toLowerCase() === from.toString());
  if (known) {
    return (await fillTransaction(context, request)).sign(hexToBytes(known.privateKey));
  }
  if (!impersonation.covers(from.toString())) {
    throw serverError(
      `unknown account ${from}: the node holds no key for it; sign with a wallet, or impersonate it on a development chain`,
    );
  }
  return makeUnsigned(context, request);
}

/** Turns a request into a transaction of the account that it names, whoever asks: for development chains. */
export async function makeUnsigned(context: RpcContext, request: CallRequest): Promise<TypedTransaction> {
  const fields = await fill(context, request);
  const { common } = context.chain;
  return orInvalid(common, () => impersonate(fields, senderOf(request), common));
}
