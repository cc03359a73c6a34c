import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import { type Examples, isFixed, toFixed } from '../examples.ts';
import { fixedToReal } from '../fixed-point.ts';
import { predictContract } from '../predict-contract.ts';

export type PredictParameters<N extends number | bigint = number | bigint> = Examples<N>;
export type PredictReturnType<N extends number | bigint = number | bigint> = N extends bigint
  ? bigint[]
  : number[];

/** What the model answers, in the kind of number that was given: number for number, 1e-18 units for bigint. */
export async function predict<N extends number | bigint>(
  client: AnyClient,
  parameters: PredictParameters<N>,
): Promise<PredictReturnType<N>>;
export async function predict(
  client: AnyClient,
  { model, input }: PredictParameters,
): Promise<PredictReturnType> {
  const output = await readContract(client, {
    ...predictContract,
    functionName: 'predict',
    args: [model, toFixed(input)],
  });
  return isFixed(input) ? [...output] : output.map(fixedToReal);
}
