import { hexToNumber } from 'viem';
import type { Capacity } from '../../model.ts';
import type { AnyClient } from '../client.ts';
import { requestPredict } from '../request-predict.ts';

export type GetModelLimitsReturnType = Capacity;

/** How large models may be on the chain, as its genesis says: bytes, elements, steps (`predict_limits`). */
export async function getModelLimits(client: AnyClient): Promise<GetModelLimitsReturnType> {
  const limits = await requestPredict(client, 'predict_limits', []);
  return {
    artefactBytes: hexToNumber(limits.artefactBytes),
    nodeElements: hexToNumber(limits.nodeElements),
    totalElements: hexToNumber(limits.totalElements),
    work: hexToNumber(limits.work),
    planBytes: hexToNumber(limits.planBytes),
  };
}
