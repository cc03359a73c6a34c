import { predictAbi } from '@evm-ml/evm/viem';
import { decodeFunctionData, decodeFunctionResult, type Hex } from 'viem';
import { fixedToReal } from '../format/fixed-to-real.ts';

/** What went into a call of PREDICT and what came out: numbers in the model's units, or texts. */
export interface PredictionValues {
  readonly input: readonly number[] | string;
  /** Left out where it is not known, or the call did not return. */
  readonly output?: readonly number[] | string;
  /** Of `predictClass` and `predictClassFromText`. */
  readonly best?: number;
}

/** What was asked and answered; undefined for entries that take raw bytes or run nothing, and for what is no call. */
export function decodePrediction(data: Hex, output?: Hex): PredictionValues | undefined {
  try {
    const input = inputOf(data);
    if (input === undefined || output === undefined || output === '0x') return input;
    const { functionName } = decodeFunctionData({ abi: predictAbi, data });
    const result = decodeFunctionResult({ abi: predictAbi, functionName, data: output });
    if (typeof result === 'string') return { ...input, output: result };
    if (typeof result === 'bigint') return { ...input, best: Number(result) };
    return { ...input, output: (result as readonly bigint[]).map(fixedToReal) };
  } catch {
    return undefined;
  }
}

function inputOf(data: Hex): PredictionValues | undefined {
  const { functionName, args } = decodeFunctionData({ abi: predictAbi, data });
  switch (functionName) {
    case 'predict':
    case 'predictClass':
      return { input: args[1].map(fixedToReal) };
    case 'predictText':
    case 'predictFromText':
    case 'predictClassFromText':
      return { input: args[1] };
    default:
      return undefined;
  }
}
