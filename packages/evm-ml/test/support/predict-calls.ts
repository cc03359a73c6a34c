import {
  type ContractFunctionArgs,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
} from 'viem';
import { predictAbi } from '../../src/index.ts';

export const ONE = 10n ** 18n;

/** Whole numbers in units of 1e-18. */
export const fixed = (...numbers: number[]): bigint[] => numbers.map((number) => BigInt(number) * ONE);

export const encode = {
  predict: (ref: string, input: readonly bigint[]) => call('predict', [ref, input]),
  predictClass: (ref: string, input: readonly bigint[]) => call('predictClass', [ref, input]),
  predictRaw: (ref: string, input: Hex) => call('predictRaw', [ref, input]),
  predictFromText: (ref: string, text: string) => call('predictFromText', [ref, text]),
  predictClassFromText: (ref: string, text: string) => call('predictClassFromText', [ref, text]),
  predictText: (ref: string, text: string) => call('predictText', [ref, text]),
  generate: (ref: string, input: readonly bigint[], mostSteps = 0n) =>
    call('generate', [ref, input, mostSteps]),
  describe: (ref: string) => call('describe', [ref]),
  gasOf: (ref: string, batch: bigint) => call('gasOf', [ref, batch]),
};

type Name =
  | 'predict'
  | 'predictClass'
  | 'predictFromText'
  | 'predictClassFromText'
  | 'predictText'
  | 'predictRaw'
  | 'generate'
  | 'describe'
  | 'gasOf';

function call<N extends Name>(
  functionName: N,
  args: ContractFunctionArgs<typeof predictAbi, 'view', N>,
): Hex {
  return encodeFunctionData({ abi: predictAbi, functionName, args } as Parameters<
    typeof encodeFunctionData
  >[0]);
}

/** The custom error in revert data, as `Name(argument,argument)`. */
export function errorText(data: Hex): string {
  const { errorName, args = [] } = decodeErrorResult({ abi: predictAbi, data });
  return `${errorName}(${args.join(',')})`;
}

export function decodeInts(data: Hex): readonly bigint[] {
  return decodeFunctionResult({ abi: predictAbi, functionName: 'predict', data });
}
