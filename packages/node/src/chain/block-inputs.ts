import type { BlockHeader } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import type { Address } from '@ethereumjs/util';
import type { WorldState } from '../state/world-state.ts';

/** What consensus decides about a block besides its transactions. */
export interface BlockInputs {
  /** Seconds since 1970; after the parent's, unless genesis lets blocks share one. */
  timestamp: bigint;
  coinbase: Address;
  /** 32 bytes that PREVRANDAO gives. */
  prevRandao: Uint8Array;
  /** Left out: as the parent's. */
  gasLimit?: bigint;
  /** Left out: by EIP-1559 from the parent. */
  baseFeePerGas?: bigint;
  extraData?: Uint8Array;
  /** Changes the state before the transactions run. For development chains: such a block cannot be replayed. */
  edit?: ((state: WorldState) => Promise<void>) | undefined;
}

/** Transactions in the order in which they are to be tried. */
export type Candidates = Iterable<TypedTransaction> | AsyncIterable<TypedTransaction>;

/** The inputs that give a block again. */
export function inputsOf({
  timestamp,
  coinbase,
  mixHash,
  gasLimit,
  baseFeePerGas,
  extraData,
}: BlockHeader): BlockInputs {
  return {
    timestamp,
    coinbase,
    prevRandao: mixHash,
    gasLimit,
    extraData,
    ...(baseFeePerGas !== undefined && { baseFeePerGas }),
  };
}
