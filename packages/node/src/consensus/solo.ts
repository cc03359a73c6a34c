import type { TypedTransaction } from '@ethereumjs/tx';
import { type Address, bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import type { BlockInputs, Candidates, ExecutedBlock } from '../chain/execute-block.ts';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { Mempool } from '../mempool/mempool.ts';
import { selectTransactions } from '../mempool/select.ts';
import { tidyPool } from '../mempool/tidy.ts';
import { Clock } from './clock.ts';

/** How the single validator seals. */
export interface SoloOptions {
  /** Milliseconds between blocks; 0: as soon as a transaction is there. */
  blockTime: number;
  coinbase: Address;
  keccak256: Keccak256;
}

/** Consensus of one: this node alone decides what the next block is. */
export class Solo {
  readonly clock = new Clock();
  /** Collects the fees. */
  coinbase: Address;
  /** Seal when a transaction arrives. */
  automine: boolean;
  /** Changes to the next block that development methods asked for. */
  nextBlock: Partial<Pick<BlockInputs, 'baseFeePerGas' | 'prevRandao' | 'gasLimit'>> = {};
  private timer: NodeJS.Timeout | undefined;
  private pump: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;
  private readonly waiting = new Map<Hex, (() => void)[]>();

  constructor(
    private readonly chain: Chain,
    private readonly pool: Mempool,
    private readonly options: SoloOptions,
  ) {
    this.coinbase = options.coinbase;
    this.automine = options.blockTime === 0;
    if (options.blockTime > 0) this.setInterval(options.blockTime);
  }

  /** A transaction arrived. With instant sealing the promise resolves when it is in a block or has to wait longer. */
  async submitted(hash: Hex): Promise<void> {
    if (!this.automine || this.stopped) return;
    const settled = new Promise<void>((resolve) => {
      this.waiting.set(hash, [...(this.waiting.get(hash) ?? []), resolve]);
    });
    this.wake();
    await settled;
  }

  /**
   * Seals one block with what waits, empty or not.
   * @param edit changes the state first (development chains)
   * @param empty leaves the transactions waiting
   */
  async seal({
    edit,
    empty = false,
  }: Pick<BlockInputs, 'edit'> & { empty?: boolean } = {}): Promise<ExecutedBlock> {
    const { header } = this.chain.head;
    const baseFee = this.nextBlock.baseFeePerGas ?? header.calcNextBaseFee();
    return this.append(empty ? [] : selectTransactions(this.pool, baseFee, this.nonceOf), edit);
  }

  /** Seals on arrival from now on, or stops that. */
  setAutomine(automine: boolean): void {
    this.automine = automine;
    if (automine) this.wake();
  }

  /** Seals a block every so many milliseconds; 0 stops that. */
  setInterval(milliseconds: number): void {
    clearTimeout(this.timer);
    if (milliseconds === 0 || this.stopped) return;
    this.timer = setTimeout(async () => {
      await this.seal().catch(() => this.stop());
      this.setInterval(this.stopped ? 0 : milliseconds);
    }, milliseconds);
  }

  /** Takes no more transactions into blocks; the block in work is finished. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.pump;
    this.release();
  }

  /** Starts sealing unless it is already going on. */
  wake(): void {
    this.wanted = true;
    this.pump ??= this.run().finally(() => {
      this.pump = undefined;
      this.release();
      if (this.wanted && !this.stopped) this.wake();
    });
  }

  private async run(): Promise<void> {
    while (this.wanted && !this.stopped) {
      this.wanted = false;
      // Lets the other requests of a batch arrive first, so that they share a block.
      await new Promise(setImmediate);
      const ready = await this.firstReady();
      if (!ready) return;
      try {
        await this.seal();
      } catch {
        this.stopped = true; // The chain has told its listeners about the fault.
        return;
      }
      this.wanted = this.pool.size > 0;
    }
  }

  private async firstReady(): Promise<TypedTransaction | undefined> {
    const baseFee = this.nextBlock.baseFeePerGas ?? this.chain.head.header.calcNextBaseFee();
    for await (const tx of selectTransactions(this.pool, baseFee, this.nonceOf)) return tx;
    return undefined;
  }

  private async append(candidates: Candidates, edit: BlockInputs['edit']): Promise<ExecutedBlock> {
    const parent = this.chain.head;
    const executed = await this.chain.append(candidates, {
      timestamp: this.clock.take(parent.header.timestamp),
      coinbase: this.coinbase,
      prevRandao: this.options.keccak256(parent.hash()),
      ...this.nextBlock,
      edit,
    });
    this.nextBlock = {};
    tidyPool(this.pool, executed);
    for (const tx of executed.block.transactions) this.settle(bytesToHex(tx.hash()));
    return executed;
  }

  private readonly nonceOf = async (sender: Hex): Promise<bigint> => this.chain.nonceOf(sender);

  private settle(hash: Hex): void {
    for (const resolve of this.waiting.get(hash) ?? []) resolve();
    this.waiting.delete(hash);
  }

  private release(): void {
    for (const hash of [...this.waiting.keys()]) this.settle(hash);
  }
}
