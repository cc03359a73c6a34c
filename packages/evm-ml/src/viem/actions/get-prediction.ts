import { type AtBlock, toBlock } from '../at-block.ts';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { requestPredict } from '../request-predict.ts';

export interface GetPredictionParameters extends ModelReference, AtBlock {
  /** One or more examples: numbers, or decimals as text, which stay exact to 18 places. */
  readonly input: readonly (number | string)[];
}
/** Decimals as text, exact. */
export type GetPredictionReturnType = string[];

/** What the model answers, in decimals (`predict_call`). */
export const getPrediction = (
  client: AnyClient,
  { model, input, ...block }: GetPredictionParameters,
): Promise<GetPredictionReturnType> =>
  requestPredict(client, 'predict_call', [model, [...input], toBlock(block)]);
