import { BaseError, ContractFunctionRevertedError, type Hex, isHex } from 'viem';
import { type CallParameters, call } from 'viem/actions';
import { predictErrorsAbi } from '../generated/contracts.ts';
import type { AnyClient } from './client.ts';

/**
 * Why a transaction of this kind is reverted, asked by calling what it called on the state that it left; undefined if
 * that call succeeds, or the node does not tell. `data` is one of `predictErrorsAbi`.
 */
export async function revertOf(
  client: AnyClient,
  { title, ...parameters }: CallParameters & { readonly title: string },
): Promise<ContractFunctionRevertedError | undefined> {
  try {
    await call(client, parameters);
    return undefined;
  } catch (error) {
    const revert = error instanceof BaseError && (error.walk(hasData) as { data: Hex } | null);
    return revert
      ? new ContractFunctionRevertedError({ abi: predictErrorsAbi, data: revert.data, functionName: title })
      : undefined;
  }
}

const hasData = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'data' in error && isHex(error.data) && error.data !== '0x';
