import type { Op } from '@evm-ml/quantized-runtime';
import type { Hex } from 'viem';

/** Gas of one operator of the model, for the whole batch. */
export interface OperatorGas {
  readonly layer: string;
  readonly op: Op;
  readonly gas: bigint;
}

/** Where the gas of a call went. `total` is the sum of the parts. */
export interface GasSplit {
  /** The floor, and reading the calldata. */
  readonly base: bigint;
  /** Reading the registry. */
  readonly resolve: bigint;
  /** Reaching the model's manifest and chunks, and reading its bytes. */
  readonly load: bigint;
  /** Running the network. */
  readonly operators: bigint;
  /** Encoding the input and the output. */
  readonly io: bigint;
  readonly total: bigint;
  /** `operators`, one by one. Empty if it did not get that far. */
  readonly perOperator: readonly OperatorGas[];
}

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
