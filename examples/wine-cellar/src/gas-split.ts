import { type Hex, hexToBigInt } from 'viem';
import type { Decision } from './cellar.ts';
import type { Client } from './chain.ts';

type Part = 'base' | 'resolve' | 'load' | 'operators' | 'io';

/** Gas of one decision. The rest of `total` is the transaction and the contract around PREDICT. */
export interface DecisionGas extends Readonly<Record<Part, bigint>> {
  /** The sum of the parts: the whole call of PREDICT. */
  readonly predict: bigint;
  readonly total: bigint;
}

/** The node's method, as viem's types describe one. */
interface PredictTrace {
  Method: 'predict_trace';
  Parameters: [transaction: Hex];
  ReturnType: readonly { readonly gas: Readonly<Record<Part | 'total', Hex>> }[];
}

/** Asks the node where the gas of a decision's transaction went. */
export async function readDecisionGas(
  client: Client,
  { transaction, gasUsed }: Decision,
): Promise<DecisionGas> {
  const [call] = await client.public.request<PredictTrace>({
    method: 'predict_trace',
    params: [transaction],
  });
  if (!call) throw new Error(`Transaction ${transaction} asked no network.`);
  const { base, resolve, load, operators, io, total } = call.gas;
  return {
    base: hexToBigInt(base),
    resolve: hexToBigInt(resolve),
    load: hexToBigInt(load),
    operators: hexToBigInt(operators),
    io: hexToBigInt(io),
    predict: hexToBigInt(total),
    total: gasUsed,
  };
}
