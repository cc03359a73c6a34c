import type { CallRequest } from '@evm-ml/rpc';
import { invalidParams } from './errors.ts';

/** Types of transactions that there are on a chain without blobs. */
export type TransactionType = 0 | 1 | 2 | 4;

type TypedField = 'gasPrice' | 'maxFeePerGas' | 'maxPriorityFeePerGas' | 'accessList' | 'authorizationList';

const typedFields: readonly TypedField[] = [
  'gasPrice',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'accessList',
  'authorizationList',
];

const fees = ['maxFeePerGas', 'maxPriorityFeePerGas'] as const;

/** Which of the fields that not all transactions have a type has. */
const fieldsOf: Readonly<Record<TransactionType, readonly TypedField[]>> = {
  0: ['gasPrice'],
  1: ['gasPrice', 'accessList'],
  2: [...fees, 'accessList'],
  4: [...fees, 'accessList', 'authorizationList'],
};

/** Refuses what is meant for another chain, or for one with other transactions. */
function assertOfChain({ chainId, networkId, type }: CallRequest, own: bigint): void {
  if (chainId != null && chainId !== own)
    throw invalidParams(`chainId ${chainId} is not this chain's: ${own}`);
  if (networkId != null && networkId !== own)
    throw invalidParams(`networkId ${networkId} is not this chain's: ${own}`);
  if (type != null && !Object.keys(fieldsOf).includes(type.toString()))
    throw invalidParams(`transactions of type ${type} are not supported on this chain`);
}

/** The type that a request names, or else the newest that its fields allow. */
export function typeOf({ type, gasPrice, accessList, authorizationList }: CallRequest): TransactionType {
  if (type != null) return Number(type) as TransactionType;
  if (gasPrice != null) return accessList?.length ? 1 : 0;
  return authorizationList?.length ? 4 : 2;
}

/** An empty list is none. */
const isGiven = (value: CallRequest[TypedField]): boolean =>
  Array.isArray(value) ? value.length > 0 : value != null;

/**
 * Refuses a request that no transaction of this chain can have.
 * @param own the chain's id
 * @throws RpcError with the first field that does not fit
 */
export function assertOneTransaction(request: CallRequest, own: bigint): void {
  assertOfChain(request, own);
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas, data, input } = request;
  if (data != null && input != null && data !== input)
    throw invalidParams('both "data" and "input" are set and not equal: send one of them');
  if (gasPrice != null && (maxFeePerGas != null || maxPriorityFeePerGas != null))
    throw invalidParams('both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified');
  if (maxFeePerGas != null && maxPriorityFeePerGas != null && maxPriorityFeePerGas > maxFeePerGas)
    throw invalidParams(`maxFeePerGas (${maxFeePerGas}) < maxPriorityFeePerGas (${maxPriorityFeePerGas})`);
  const type = typeOf(request);
  const odd = typedFields.find((field) => isGiven(request[field]) && !fieldsOf[type].includes(field));
  if (odd !== undefined) {
    const kind = request.type == null ? 'with gasPrice' : `of type ${type}`;
    throw invalidParams(`a transaction ${kind} has no ${odd}: leave one of both out`);
  }
  if (type === 4 && (!request.to || !request.authorizationList?.length))
    throw invalidParams('a transaction with authorizations needs a recipient and at least one of them');
}
