import type { Log } from '@ethereumjs/evm';

/** What a transaction left behind, as it is stored. The bloom and everything else is derived. */
export interface Receipt {
  /** EIP-2718 type of the transaction. */
  type: number;
  success: boolean;
  /** State root after the transaction, in blocks before Byzantium: those have no status. A chain of this node's own has none. */
  stateRoot?: Uint8Array;
  /** Gas of this transaction and of those before it in the block. */
  cumulativeGas: bigint;
  /** Gas of this transaction, after refunds. */
  gasUsed: bigint;
  logs: Log[];
}
