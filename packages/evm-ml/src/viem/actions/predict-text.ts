import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import { predictContract } from '../predict-contract.ts';
import type { PredictFromTextParameters } from './predict-from-text.ts';

export type PredictTextParameters = PredictFromTextParameters;
export type PredictTextReturnType = string;

/** What a model answers whose one input and one output are texts. */
export function predictText(
  client: AnyClient,
  { model, text }: PredictTextParameters,
): Promise<PredictTextReturnType> {
  return readContract(client, { ...predictContract, functionName: 'predictText', args: [model, text] });
}
