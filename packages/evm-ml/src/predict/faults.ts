import type { Hex } from 'viem';

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
    readonly data: Hex,
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

/**
 * A fault: what only this machine or a bug can cause (memory, disk, a damaged database). It must never become a
 * result: whoever runs blocks stops the node. `cause` holds what happened.
 */
export class PredictFault extends Error {
  override readonly name = 'PredictFault';
}
