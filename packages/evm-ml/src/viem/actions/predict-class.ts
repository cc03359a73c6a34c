import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import { type Examples, toFixed } from '../examples.ts';
import { predictContract } from '../predict-contract.ts';

export type PredictClassParameters = Examples<number | bigint>;
export type PredictClassReturnType = number;

/** Index of the largest output for one example; the lowest index among equals. */
export async function predictClass(
  client: AnyClient,
  { model, input }: PredictClassParameters,
): Promise<PredictClassReturnType> {
  const index = await readContract(client, {
    ...predictContract,
    functionName: 'predictClass',
    args: [model, toFixed(input)],
  });
  return Number(index);
}
