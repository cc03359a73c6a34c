import type { Hex } from 'viem';
import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { predictContract } from '../predict-contract.ts';

export interface PredictRawParameters extends ModelReference {
  /** Examples in the model's own little-endian numbers, one after another. */
  readonly input: Hex;
}
export type PredictRawReturnType = Hex;

/** The model's answer in its own little-endian numbers (rule P6). */
export const predictRaw = (
  client: AnyClient,
  { model, input }: PredictRawParameters,
): Promise<PredictRawReturnType> =>
  readContract(client, { ...predictContract, functionName: 'predictRaw', args: [model, input] });
