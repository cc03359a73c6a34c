import { predictAbi } from '@evm-ml/evm/viem';
import { decodeFunctionData, decodeFunctionResult, type Hex } from 'viem';
import { fixedToReal } from '../format/fixed-to-real.ts';

/** What went into a call of PREDICT and what came out, in the model's units. */
export interface PredictionValues {
  readonly input: readonly number[];
  /** Left out where it is not known, or the call did not return. */
  readonly output?: readonly number[];
  /** Of `predictClass`. */
  readonly best?: number;
}

/** Numbers of `predict` and `predictClass`; undefined for other entries, and for what is none of them. */
export function decodePrediction(input: Hex, output?: Hex): PredictionValues | undefined {
  try {
    const call = decodeFunctionData({ abi: predictAbi, data: input });
    if (call.functionName !== 'predict' && call.functionName !== 'predictClass') return undefined;
    const numbers = call.args[1].map(fixedToReal);
    if (output === undefined || output === '0x') return { input: numbers };
    if (call.functionName === 'predict') {
      const values = decodeFunctionResult({ abi: predictAbi, functionName: 'predict', data: output });
      return { input: numbers, output: values.map(fixedToReal) };
    }
    const best = decodeFunctionResult({ abi: predictAbi, functionName: 'predictClass', data: output });
    return { input: numbers, best: Number(best) };
  } catch {
    return undefined;
  }
}
