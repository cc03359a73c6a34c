import type { MethodParams, RegisteredModel, RegisteredModels } from '@evm-ml/rpc';
import { numberToHex } from 'viem';
import type { AnyClient } from '../client.ts';
import { requestPredict } from '../request-predict.ts';

export interface GetModelsParameters {
  /** Names that were registered before this block are left out. */
  readonly fromBlock?: bigint;
}
export type GetModelsReturnType = RegisteredModel[];

/** All models by name, in the order of their registration: page after page of `predict_list`. */
export async function getModels(
  client: AnyClient,
  { fromBlock = 0n }: GetModelsParameters = {},
): Promise<GetModelsReturnType> {
  const found: RegisteredModel[] = [];
  let page: MethodParams<'predict_list'> | undefined = [numberToHex(fromBlock)];
  while (page) {
    const { models, next }: RegisteredModels = await requestPredict(client, 'predict_list', page);
    found.push(...models);
    page = next ? [next.from, next.skip] : undefined;
  }
  return found;
}
