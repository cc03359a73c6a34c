import { type Address, bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { BlockInputs, Candidates } from '../../chain/block-inputs.ts';
import type { Chain } from '../../chain/chain.ts';
import type { ExecutedBlock } from '../../chain/executor.ts';
import { Queue } from '../../chain/queue.ts';
import type { Mempool, PoolEntry } from '../../mempool/mempool.ts';
import { type Selection, selectTransactions } from '../../mempool/select.ts';
import { tidyPool } from '../../mempool/tidy.ts';
import type { Development, Driver, SealOptions } from '../driver.ts';
import { Clock } from './clock.ts';

/** How the single validator seals. */
export interface SoloOptions {
  /** Milliseconds between blocks; 0: as soon as a transaction is there. */
  blockTime: number;
  coinbase: Address;
}

/** Consensus of one: this node alone decides what the next block is. */
export class Solo implements Driver, Development {
  readonly development: Development = this;
  readonly clock = new Clock();
  coinbase: Address;
  automine: boolean;
  nextBlock: Development['nextBlock'] = {};
  private timer: NodeJS.Timeout | undefined;
  private pump: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;
  /** A block is executed and committed before the next one, or going back, begins. */
  private readonly turns = new Queue();
  private readonly waiting = new Map<Hex, (() => void)[]>();

  constructor(
    private readonly chain: Chain,
    private readonly pool: Mempool,
    private readonly options: SoloOptions,
  ) {
    this.coinbase = options.coinbase;
    this.automine = options.blockTime === 0;
  }

  async start(): Promise<void> {
    if (this.automine) this.wake();
    else this.setInterval(this.options.blockTime);
  }

  /** With instant sealing the promise resolves when the transaction is in a block or has to wait longer. */
  async submit({ hash }: PoolEntry): Promise<void> {
    if (!this.automine || this.stopped) return;
    const settled = new Promise<void>((resolve) => {
      this.waiting.set(hash, [...(this.waiting.get(hash) ?? []), resolve]);
    });
    this.wake();
    await settled;
  }

  seal({ edit, empty = false }: SealOptions = {}): Promise<ExecutedBlock> {
    return this.inTurn(async () => this.append(empty ? [] : await this.select(), edit));
  }

  rewind(to: bigint): Promise<void> {
    return this.inTurn(() => this.chain.rewind(to));
  }

  setAutomine(automine: boolean): void {
    this.automine = automine;
    if (automine) this.wake();
  }

  setInterval(milliseconds: number): void {
    clearTimeout(this.timer);
    if (milliseconds === 0 || this.stopped) return;
    this.timer = setTimeout(async () => {
      await this.seal().catch((error: unknown) => this.fail(error));
      this.setInterval(this.stopped ? 0 : milliseconds);
    }, milliseconds);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.pump;
    await this.turns.idle();
    this.release();
  }

  /** Starts sealing unless it is already going on. */
  private wake(): void {
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
      try {
        if (!(await this.sealReady())) return;
      } catch (error) {
        return this.fail(error);
      }
      this.wanted = this.pool.size > 0;
    }
  }

  /** Seals a block if anything that waits can go into it; false if nothing can. */
  private sealReady(): Promise<boolean> {
    return this.inTurn(async () => {
      const selection = await this.select();
      if (!selection.empty) await this.append(selection, undefined);
      return !selection.empty;
    });
  }

  private select(): Promise<Selection> {
    const baseFee = this.nextBlock.baseFeePerGas ?? this.chain.head.header.calcNextBaseFee();
    return selectTransactions(this.pool, baseFee, (sender) => this.chain.nonceOf(sender));
  }

  private async append(candidates: Candidates, edit: BlockInputs['edit']): Promise<ExecutedBlock> {
    const parent = this.chain.head;
    const { nextBlock } = this;
    this.nextBlock = {};
    const executed = await this.chain.execute(candidates, {
      timestamp: this.clock.take(parent.header.timestamp),
      coinbase: this.coinbase,
      prevRandao: this.chain.keccak256(parent.hash()),
      ...nextBlock,
      edit,
    });
    await this.chain.commit(executed);
    tidyPool(this.pool, executed);
    for (const tx of executed.block.transactions) this.settle(bytesToHex(tx.hash()));
    return executed;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      if (this.stopped) throw new Error('no more blocks are made: the node is stopping');
      return work();
    });
  }

  private fail(error: unknown): void {
    if (this.stopped) return;
    this.stopped = true;
    this.chain.halt('sealing a block', error);
  }

  private settle(hash: Hex): void {
    for (const resolve of this.waiting.get(hash) ?? []) resolve();
    this.waiting.delete(hash);
  }

  private release(): void {
    for (const hash of [...this.waiting.keys()]) this.settle(hash);
  }
}
