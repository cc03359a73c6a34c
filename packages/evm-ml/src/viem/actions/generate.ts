import { readContract } from 'viem/actions';
import type { AnyClient } from '../client.ts';
import { type Examples, isFixed, toFixed } from '../examples.ts';
import { fixedToReal } from '../fixed-point.ts';
import { predictContract } from '../predict-contract.ts';

export interface GenerateParameters<N extends number | bigint = number | bigint> extends Examples<N> {
  /** The most steps, from 1 on; default: as many as the model can take (`describeModel`: `steps`). */
  readonly mostSteps?: number;
}
export type GenerateReturnType<N extends number | bigint = number | bigint> = N extends bigint
  ? bigint[]
  : number[];

/**
 * What a model generates step by step from one example: what the steps that were taken gave, one after another, in the
 * kind of number that was given.
 */
export async function generate<N extends number | bigint>(
  client: AnyClient,
  parameters: GenerateParameters<N>,
): Promise<GenerateReturnType<N>>;
export async function generate(
  client: AnyClient,
  { model, input, mostSteps = 0 }: GenerateParameters,
): Promise<GenerateReturnType> {
  const output = await readContract(client, {
    ...predictContract,
    functionName: 'generate',
    args: [model, toFixed(input), BigInt(mostSteps)],
  });
  return isFixed(input) ? [...output] : output.map(fixedToReal);
}
