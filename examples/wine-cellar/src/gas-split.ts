import { type Client, type PredictGas, readPredictGas } from '@evm-ml/example-story';
import type { Decision } from './cellar.ts';

/** Gas of one decision. The rest of `total` is the transaction and the contract around PREDICT. */
export interface DecisionGas extends PredictGas {
  /** The whole call of PREDICT. */
  readonly predict: bigint;
}

/** Asks the node where the gas of a decision's transaction went. */
export async function readDecisionGas(
  client: Client,
  { transaction, gasUsed }: Decision,
): Promise<DecisionGas> {
  const [call] = await readPredictGas(client, transaction);
  return { ...call!, predict: call!.total, total: gasUsed };
}
