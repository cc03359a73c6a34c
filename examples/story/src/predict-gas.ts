import { type Hex, hexToBigInt } from 'viem';
import type { Client } from './chain.ts';

type Part = 'base' | 'resolve' | 'load' | 'operators' | 'io' | 'total';

/** Gas of one call of PREDICT by part; `total` is their sum. */
export type PredictGas = Readonly<Record<Part, bigint>>;

/** The node's method, as viem's types describe one. */
interface PredictTrace {
  Method: 'predict_trace';
  Parameters: [transaction: Hex];
  ReturnType: readonly { readonly gas: Readonly<Record<Part, Hex>> }[];
}

/**
 * Asks the node where the gas of a transaction's questions went: one entry for each call of PREDICT.
 * @throws Error where it asked none
 */
export async function readPredictGas(client: Client, transaction: Hex): Promise<readonly PredictGas[]> {
  const calls = await client.public.request<PredictTrace>({ method: 'predict_trace', params: [transaction] });
  if (calls.length === 0) throw new Error(`Transaction ${transaction} asked no network.`);
  return calls.map(({ gas }) => ({
    base: hexToBigInt(gas.base),
    resolve: hexToBigInt(gas.resolve),
    load: hexToBigInt(gas.load),
    operators: hexToBigInt(gas.operators),
    io: hexToBigInt(gas.io),
    total: hexToBigInt(gas.total),
  }));
}
