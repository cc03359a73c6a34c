import type { PredictCall } from '@evm-ml/rpc';
import { type Hex, hexToBigInt } from 'viem';
import type { AnyClient } from '../client.ts';
import { requestPredict } from '../request-predict.ts';

export interface GetPredictionTraceParameters {
  /** A mined transaction. */
  readonly hash: Hex;
}

type WireGas = PredictCall['gas'];
type OperatorGas = Omit<WireGas['perOperator'][number], 'gas'> & { gas: bigint };
type GasSplit = { [Part in Exclude<keyof WireGas, 'perOperator'>]: bigint } & { perOperator: OperatorGas[] };
/** A call of PREDICT with its gas as numbers. */
export type TracedPrediction = Omit<PredictCall, 'gasLimit' | 'gas'> & { gasLimit: bigint; gas: GasSplit };
export type GetPredictionTraceReturnType = TracedPrediction[];

/** The calls of PREDICT in a mined transaction, gas down to the operators (`predict_trace`). */
export async function getPredictionTrace(
  client: AnyClient,
  { hash }: GetPredictionTraceParameters,
): Promise<GetPredictionTraceReturnType> {
  const calls = await requestPredict(client, 'predict_trace', [hash]);
  return calls.map(({ gasLimit, gas, ...call }) => ({
    ...call,
    gasLimit: hexToBigInt(gasLimit),
    gas: {
      base: hexToBigInt(gas.base),
      resolve: hexToBigInt(gas.resolve),
      load: hexToBigInt(gas.load),
      operators: hexToBigInt(gas.operators),
      io: hexToBigInt(gas.io),
      total: hexToBigInt(gas.total),
      perOperator: gas.perOperator.map((operator) => ({ ...operator, gas: hexToBigInt(operator.gas) })),
    },
  }));
}
