/**
 * From when on PREDICT exists: from a block number, from a timestamp (seconds), or from genesis on (`{}`).
 * With both given, both must be reached. Genesis names it, hence it is the same on every node.
 */
export interface Activation {
  readonly block?: bigint;
  readonly time?: bigint;
}

/** The two fields of a header that activation depends on. */
export interface BlockTime {
  readonly number: bigint;
  readonly timestamp: bigint;
}

/** True if PREDICT exists in a block with this number and timestamp. */
export function isActive(activation: Activation, at: BlockTime): boolean {
  return at.number >= (activation.block ?? 0n) && at.timestamp >= (activation.time ?? 0n);
}
