import { hexToBigInt, numberToHex } from 'viem';
import { type AtBlock, toBlock } from '../at-block.ts';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { requestPredict } from '../request-predict.ts';

export interface GetPredictGasParameters extends ModelReference, AtBlock {
  /** Number of examples; 1 if left out. */
  readonly batch?: number | bigint;
}
export type GetPredictGasReturnType = bigint;

/** What PREDICT takes for so many examples when nothing of the model is warm (`predict_gasOf`). */
export async function getPredictGas(
  client: AnyClient,
  { model, batch = 1, ...block }: GetPredictGasParameters,
): Promise<GetPredictGasReturnType> {
  return hexToBigInt(
    await requestPredict(client, 'predict_gasOf', [model, numberToHex(batch), toBlock(block)]),
  );
}
