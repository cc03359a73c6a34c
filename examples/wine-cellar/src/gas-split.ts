import { type Hex, hexToBigInt, numberToHex } from 'viem';
import type { Decision } from './cellar.ts';
import type { Client } from './chain.ts';

/** Gas of one decision. The rest of `total` is the transaction and the contract around PREDICT. */
export interface DecisionGas {
  readonly resolve: bigint;
  readonly load: bigint;
  readonly operators: bigint;
  readonly total: bigint;
}

/** The node's method, as viem's types describe one. */
interface TraceCall {
  Method: 'predict_traceCall';
  Parameters: [call: { from: Hex; to: Hex | null; data: Hex; gas: Hex }, block: Hex];
  ReturnType: {
    readonly gasUsed: Hex;
    readonly predictions: readonly {
      readonly gas: Readonly<Record<'resolve' | 'load' | 'operators', Hex>>;
    }[];
  };
}

/** Runs the transaction of a decision once more on the state that it met, and tells where its gas went. */
export async function readDecisionGas(client: Client, { transaction }: Decision): Promise<DecisionGas> {
  const { from, to, input, gas, blockNumber } = await client.public.getTransaction({ hash: transaction });
  const call = { from, to, data: input, gas: numberToHex(gas) };
  const { gasUsed, predictions } = await client.public.request<TraceCall>({
    method: 'predict_traceCall',
    params: [call, numberToHex(blockNumber - 1n)],
  });
  const [prediction] = predictions;
  if (!prediction) throw new Error(`Transaction ${transaction} asked no network.`);
  return {
    resolve: hexToBigInt(prediction.gas.resolve),
    load: hexToBigInt(prediction.gas.load),
    operators: hexToBigInt(prediction.gas.operators),
    total: hexToBigInt(gasUsed),
  };
}
