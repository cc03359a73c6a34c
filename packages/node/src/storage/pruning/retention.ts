import { RLP } from '@ethereumjs/rlp';
import { bigIntToUnpaddedBytes, bytesToBigInt } from '@ethereumjs/util';

/** States that a node keeps: of all blocks, or of so many of the newest. */
export type StatePolicy = 'archive' | number;

/** What a database knows of its pruning; kept with every block, so that it survives the process. */
export interface PruningRecord {
  /** States of blocks below this one may be gone. */
  oldest: bigint;
  /** Entries that the last sweep left. */
  live: number;
  /** Entries written since. */
  written: number;
}

export const encodePruningRecord = ({ oldest, live, written }: PruningRecord): Uint8Array =>
  RLP.encode([oldest, BigInt(live), BigInt(written)].map(bigIntToUnpaddedBytes));

export function decodePruningRecord(encoded: Uint8Array): PruningRecord {
  const numbers = (RLP.decode(encoded) as Uint8Array[]).map((bytes) => bytesToBigInt(bytes));
  const [oldest = 0n, live = 0n, written = 0n] = numbers;
  return { oldest, live: Number(live), written: Number(written) };
}

/** The state of this block is not kept any more. */
export class StatePruned extends Error {
  override readonly name = 'StatePruned';
}

/** Which states are kept, by policy and by what was pruned before. */
export class Retention {
  constructor(
    readonly policy: StatePolicy | undefined,
    readonly record: PruningRecord,
  ) {}

  /** Number of the oldest block whose state is kept when `head` is the newest block. */
  oldest(head: bigint): bigint {
    if (typeof this.policy !== 'number') return this.record.oldest;
    const oldest = head - BigInt(this.policy) + 1n;
    return oldest > this.record.oldest ? oldest : this.record.oldest;
  }

  /** Refuses a state that is not kept; the error names the bound. */
  assertKept(block: bigint, head: bigint): void {
    const oldest = this.oldest(head);
    if (block >= oldest) return;
    const bound = typeof this.policy === 'number' ? ` (state = ${this.policy})` : '';
    throw new StatePruned(
      `the state of block ${block} is pruned: this node keeps states from block ${oldest} on${bound}`,
    );
  }
}
