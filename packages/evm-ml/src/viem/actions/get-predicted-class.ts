import { hexToNumber } from 'viem';
import { toBlock } from '../at-block.ts';
import type { AnyClient } from '../client.ts';
import { requestPredict } from '../request-predict.ts';
import type { GetPredictionParameters } from './get-prediction.ts';

/** One example. */
export type GetPredictedClassParameters = GetPredictionParameters;
export type GetPredictedClassReturnType = number;

/** Index of the largest output for one example; the lowest index among equals (`predict_class`). */
export async function getPredictedClass(
  client: AnyClient,
  { model, input, ...block }: GetPredictedClassParameters,
): Promise<GetPredictedClassReturnType> {
  return hexToNumber(await requestPredict(client, 'predict_class', [model, [...input], toBlock(block)]));
}
