import { hexToBigInt } from 'viem';
import { type AtBlock, toBlock } from '../at-block.ts';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { requestPredict } from '../request-predict.ts';
import type { DescribeModelReturnType } from './describe-model.ts';

export interface GetModelParameters extends ModelReference, AtBlock {}
export type GetModelReturnType = DescribeModelReturnType;

/** Id, version, profile, lengths and price of a model (`predict_describe`). */
export async function getModel(
  client: AnyClient,
  { model, ...block }: GetModelParameters,
): Promise<GetModelReturnType> {
  const description = await requestPredict(client, 'predict_describe', [model, toBlock(block)]);
  return {
    ...description,
    version: hexToBigInt(description.version),
    artefactBytes: hexToBigInt(description.artefactBytes),
    planBytes: hexToBigInt(description.planBytes),
    inputLength: hexToBigInt(description.inputLength),
    inputBytes: hexToBigInt(description.inputBytes),
    outputLength: hexToBigInt(description.outputLength),
    outputBytes: hexToBigInt(description.outputBytes),
    gas: hexToBigInt(description.gas),
    steps: hexToBigInt(description.steps),
    leastGas: hexToBigInt(description.leastGas),
  };
}
