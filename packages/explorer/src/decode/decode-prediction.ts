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
    const { functionName, args } = decodeFunctionData({ abi: predictAbi, data });
    if (!readable.has(functionName)) return undefined;
    const asked = args[1] as readonly bigint[] | string;
    const input = typeof asked === 'string' ? asked : asked.map(fixedToReal);
    if (output === undefined || output === '0x') return { input };
    const result = decodeFunctionResult({ abi: predictAbi, functionName, data: output });
    if (typeof result === 'bigint') return { input, best: Number(result) };
    if (typeof result === 'string') return { input, output: result };
    return { input, output: (result as readonly bigint[]).map(fixedToReal) };
  } catch {
    return undefined;
  }
}

/** Entries that take and give what people read. */
const readable: ReadonlySet<string> = new Set([
  'predict',
  'generate',
  'predictClass',
  'predictText',
  'predictFromText',
  'predictClassFromText',
]);
