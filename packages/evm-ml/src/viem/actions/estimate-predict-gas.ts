import { encodeFunctionData } from 'viem';
import { estimateGas } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import { type Examples, toFixed } from '../examples.ts';
import { predictContract } from '../predict-contract.ts';

export type EstimatePredictGasParameters = Examples<number | bigint>;
export type EstimatePredictGasReturnType = bigint;

/**
 * Gas of a transaction that does nothing but ask the model these examples. PREDICT's own share, without the
 * transaction's, is `gasOf`.
 */
export function estimatePredictGas(
  client: AnyClient,
  { model, input }: EstimatePredictGasParameters,
): Promise<EstimatePredictGasReturnType> {
  const { address, abi } = predictContract;
  const data = encodeFunctionData({ abi, functionName: 'predict', args: [model, toFixed(input)] });
  return estimateGas(client, { ...(client.account && { account: client.account }), to: address, data });
}
