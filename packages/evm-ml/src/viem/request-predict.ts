import type { MethodName, MethodParams, MethodResult } from '@evm-ml/rpc';
import { BaseError, getContractError } from 'viem';
import { PREDICT_ADDRESS } from '../addresses.ts';
import { predictErrorsAbi } from '../generated/contracts.ts';
import type { AnyClient } from './client.ts';

/** The methods of an evm-ml node's own namespace. */
type PredictMethod = Extract<MethodName, `predict_${string}`>;

/** JSON-RPC's code of an execution that reverted; revert data comes with it. */
const REVERTED = 3;

/** Asks the node. A revert becomes what viem makes of a failed contract call, with PREDICT's error decoded. */
export async function requestPredict<Name extends PredictMethod>(
  client: AnyClient,
  method: Name,
  params: MethodParams<Name>,
): Promise<MethodResult<Name>> {
  try {
    const answer = await client.request<{ Parameters: unknown; ReturnType: unknown }>({ method, params });
    return answer as MethodResult<Name>;
  } catch (error) {
    const reverted = error instanceof BaseError && error.walk(isRevert) !== null;
    throw reverted
      ? getContractError(error, {
          address: PREDICT_ADDRESS,
          abi: predictErrorsAbi,
          functionName: method,
          args: params,
        })
      : error;
  }
}

const isRevert = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === REVERTED;
