import type { ReadContractReturnType } from 'viem';
import { readContract } from 'viem/actions';
import type { predictAbi } from '../../generated/contracts.ts';
import type { AnyClient } from '../client.ts';
import type { ModelReference } from '../examples.ts';
import { predictContract } from '../predict-contract.ts';

export type DescribeModelParameters = ModelReference;
/** The struct `IPredict.Description`. */
export type DescribeModelReturnType = ReadContractReturnType<typeof predictAbi, 'describe', [string]>;

/** Id, version, profile, lengths and price of a model. */
export const describeModel = (
  client: AnyClient,
  { model }: DescribeModelParameters,
): Promise<DescribeModelReturnType> =>
  readContract(client, { ...predictContract, functionName: 'describe', args: [model] });
