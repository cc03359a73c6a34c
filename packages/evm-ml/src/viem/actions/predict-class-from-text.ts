import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import { predictContract } from '../predict-contract.ts';
import type { PredictFromTextParameters } from './predict-from-text.ts';

export type PredictClassFromTextParameters = PredictFromTextParameters;
export type PredictClassFromTextReturnType = number;

/** Index of the largest output for one text; the lowest index among equals. */
export async function predictClassFromText(
  client: AnyClient,
  { model, text }: PredictClassFromTextParameters,
): Promise<PredictClassFromTextReturnType> {
  const index = await readContract(client, {
    ...predictContract,
    functionName: 'predictClassFromText',
    args: [model, text],
  });
  return Number(index);
}
