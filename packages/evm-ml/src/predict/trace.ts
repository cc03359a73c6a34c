import type { Hex } from 'viem';
import type { GasSplit } from '../gas/split.ts';

/** One call of PREDICT, for people: what was asked, what was answered, what it cost. Fields fill up as far as it got. */
export interface PredictTrace {
  readonly door: 'precompile' | 'opcode';
  /** Name of the entry point; empty if the selector is unknown. */
  readonly entry: string;
  readonly reference: string;
  readonly modelId?: Hex;
  /** 0 for a reference by model id. */
  readonly version?: number;
  /** Examples in the input. */
  readonly batch: number;
  /** Steps that each loop of the network took, all examples together, or may take if it did not run; [] without loops. */
  readonly steps: readonly number[];
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShapes: readonly (readonly number[])[];
  readonly gasLimit: bigint;
  readonly gas: GasSplit;
  readonly outcome: 'returned' | 'reverted' | 'outOfGas';
  /** Name of the custom error, if reverted. */
  readonly error?: string;
}

/** Is told of every call when it is over. Must not throw; cannot alter results. */
export type PredictObserver = (trace: PredictTrace) => void;
