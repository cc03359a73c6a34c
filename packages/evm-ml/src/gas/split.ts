/** Gas of one operator of the model, for the whole batch. */
export interface OperatorGas {
  readonly layer: string;
  readonly op: string;
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

/** What gas is charged for; the parts of a GasSplit. */
export type GasKind = Exclude<keyof GasSplit, 'total' | 'perOperator'>;
