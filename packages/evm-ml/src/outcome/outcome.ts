/**
 * An outcome: what input can cause. It becomes a revert with a custom error of IPredict (rule P8), the same on every
 * node.
 */
export class PredictRevert extends Error {
  override readonly name = 'PredictRevert';
  constructor(
    /** The error's name in IPredict. */
    readonly error: string,
    /** ABI-encoded revert data. */
    readonly data: Uint8Array,
  ) {
    super(error);
  }
}

/** An outcome: the gas limit of the call is used up. */
export class OutOfGas extends Error {
  override readonly name = 'OutOfGas';
  constructor() {
    super('out of gas');
  }
}
