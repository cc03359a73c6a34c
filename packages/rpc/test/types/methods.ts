/** What a client's compiler knows of requests and answers. types.test.ts runs it. */
import type { Client } from 'viem';
import type { Hex, MethodParams, MethodRequest, MethodResult } from '../../src/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(_: T): void => {};

holds<Equal<MethodParams<'eth_chainId'>, []>>(true);
holds<Equal<MethodResult<'eth_chainId'>, Hex>>(true);
holds<Equal<MethodParams<'anvil_dropTransaction'>, [string]>>(true);
holds<Equal<MethodParams<'eth_getBlockByHash'>, [string, boolean?]>>(true);
holds<Equal<MethodResult<'predict_call'>, string[]>>(true);
holds<
  Equal<
    MethodResult<'eth_getTransactionReceipt'>,
    MethodResult<'eth_getBlockReceipts'> extends (infer R)[] | null ? R | null : never
  >
>(true);

export const prediction: MethodParams<'predict_call'> = ['acme.cellar.grader', [13.2, '1.78'], 'latest'];
export const newest: MethodParams<'predict_call'> = ['acme.cellar.grader', []];

// @ts-expect-error: the input is missing.
export const incomplete: MethodParams<'predict_call'> = ['acme.cellar.grader'];

// @ts-expect-error: numbers are JSON numbers or text.
export const exact: MethodParams<'predict_call'> = ['acme.cellar.grader', [1n]];

// @ts-expect-error: there is no such method.
export type Unknown = MethodParams<'predict_nothing'>;

declare const calls: MethodResult<'predict_trace'>;
export const operators: Hex[] = calls.flatMap(({ gas }) => gas.perOperator.map((operator) => operator.gas));

/** viem's client takes a method that it does not know. */
export const namesOf = async (client: Client): Promise<string[]> => {
  const page = await client.request<MethodRequest<'predict_list'>>({ method: 'predict_list', params: [] });
  return page.models.map(({ name }) => name);
};
