import type { Block } from '@ethereumjs/block';
import type { TypedTransaction } from '@ethereumjs/tx';
import type { Address } from '@ethereumjs/util';
import type { BlockInputs } from '../chain/block-inputs.ts';
import type { Refusal } from '../chain/check-transaction.ts';
import type { ExecutedBlock } from '../chain/executor.ts';
import type { PoolEntry } from '../mempool/mempool.ts';
import type { Cluster } from './cluster.ts';

/**
 * Decides what the next block is and when: it takes transactions from the pool, has the chain execute and commit
 * them, and tidies the pool. Everything else in a node knows its driver by this alone.
 */
export interface Driver {
  /** Begins: what waits in the pool already may go into blocks from now on. */
  start(): Promise<void>;
  /**
   * A transaction waits in the pool since now. Resolves when the driver has done what has to be done before its
   * sender is told so; whether it is in a block by then is the driver's own affair.
   * @returns why no block can take it, if that turned out
   * @throws Fault when that failed, Stopping when it will not be done any more
   */
  submit(entry: PoolEntry): Promise<Refusal | undefined>;
  /** What the next block would be if it were made now. */
  next(): NextBlock;
  /** What a transaction has to offer for each gas so that it need not wait for lower fees; undefined: it may wait. */
  readonly leastFee: bigint | undefined;
  /** Why no block can come just now, in a sentence; absent or undefined: one can. */
  readonly obstacle?: string | undefined;
  /** Makes no more blocks; the one in work is finished. May be called twice. */
  stop(): Promise<void>;
  /** Those who decide; absent where this node decides alone. */
  readonly cluster?: Cluster;
  /** What only a chain of one's own can offer; absent where others have a say. */
  readonly development?: Development;
}

/** A block that nobody has made yet. */
export interface NextBlock {
  readonly parent: Block;
  readonly inputs: Omit<BlockInputs, 'edit'>;
  /** Chooses its transactions, so many at most, and no more than a block can hold. */
  select(maxTransactions: number): Promise<TypedTransaction[]>;
}

/** What the block after `parent` holds transactions against, as far as it is known: with what is set for it. */
export function boundsOf(
  { development }: Pick<Driver, 'development'>,
  { header }: Block,
): { gasLimit: bigint; baseFeePerGas: bigint } {
  const { gasLimit, baseFeePerGas } = development?.nextBlock ?? {};
  return {
    gasLimit: gasLimit ?? header.gasLimit,
    baseFeePerGas: baseFeePerGas ?? header.calcNextBaseFee(),
  };
}

/** Blocks and time at will, for the development methods of JSON-RPC. */
export interface Development {
  readonly clock: BlockClock;
  /** Collects the fees from the next block on. */
  coinbase: Address;
  /** Changes to the next block alone. */
  nextBlock: Partial<Pick<BlockInputs, 'baseFeePerGas' | 'prevRandao' | 'gasLimit'>>;
  /** True if a block is sealed as soon as a transaction arrives. */
  readonly automine: boolean;
  setAutomine(automine: boolean): void;
  /** Seals a block every so many milliseconds; 0 ends that. */
  setInterval(milliseconds: number): void;
  /** Seals one block now, empty or not. */
  seal(how?: SealOptions): Promise<ExecutedBlock>;
  /** Goes back to an older block, between two blocks. */
  rewind(to: bigint): Promise<void>;
  /** Goes back to genesis: nothing waits, and time, sealing and the next block are as when the node was started. */
  reset(): Promise<void>;
}

/** What one block that is sealed at will has. */
export interface SealOptions {
  /** Changes the state first. */
  edit?: BlockInputs['edit'];
  /** Leaves the transactions waiting; default false. */
  empty?: boolean;
}

/** The time that blocks get. */
export interface BlockClock {
  /** Seconds since 1970. Setting it moves all later blocks and forgets what was set for the next one. */
  time: bigint;
  /** Seconds from each block's timestamp to the next one's; undefined: as time goes. */
  interval: bigint | undefined;
  /**
   * Lets some seconds pass after the newest block, and keeps what is set for the next one; returns by how much the
   * clock is ahead of the world in all.
   */
  advance(seconds: bigint, parentTimestamp: bigint): bigint;
  /** Gives the next block this very timestamp, in seconds since 1970; time goes on from there. */
  setNext(timestamp: bigint): void;
  /** Shows the time of the world again, and forgets what was set. */
  reset(): void;
  /** The lowest timestamp that a block on this parent may have. */
  least(parentTimestamp: bigint): bigint;
}
