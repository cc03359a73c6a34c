import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { predictContract } from '../predict-contract.ts';

export interface GasOfParameters extends ModelReference {
  /** Number of examples; 1 if left out. */
  readonly batch?: number | bigint;
}
export type GasOfReturnType = bigint;

/** What PREDICT itself takes for so many examples when nothing of the model is warm, without the transaction's share. */
export const gasOf = (client: AnyClient, { model, batch = 1 }: GasOfParameters): Promise<GasOfReturnType> =>
  readContract(client, { ...predictContract, functionName: 'gasOf', args: [model, BigInt(batch)] });
