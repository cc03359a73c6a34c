import type { RegisteredModel } from '@evm-ml/rpc';
import { numberToHex } from 'viem';
import type { AnyClient } from '../client.ts';
import { requestPredict } from '../request-predict.ts';

export interface GetModelsParameters {
  /** Names that were registered before this block are left out. */
  readonly fromBlock?: bigint;
}
export type GetModelsReturnType = RegisteredModel[];

/** Models by name, in the order of their registration (`predict_list`). */
export const getModels = (
  client: AnyClient,
  { fromBlock }: GetModelsParameters = {},
): Promise<GetModelsReturnType> =>
  requestPredict(client, 'predict_list', fromBlock === undefined ? [] : [numberToHex(fromBlock)]);
