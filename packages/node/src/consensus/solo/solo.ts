import type { Block } from '@ethereumjs/block';
import { type Address, bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { BlockInputs, Candidates } from '../../chain/block-inputs.ts';
import type { Chain } from '../../chain/chain.ts';
import type { Refusal } from '../../chain/check-transaction.ts';
import type { ExecutedBlock } from '../../chain/executor.ts';
import { Stopping } from '../../chain/fault.ts';
import { Queue } from '../../chain/queue.ts';
import type { Mempool, PoolEntry } from '../../mempool/mempool.ts';
import { type Selection, selectTransactions } from '../../mempool/select.ts';
import { tidyPool } from '../../mempool/tidy.ts';
import type { Development, Driver, NextBlock, SealOptions } from '../driver.ts';
import { prevRandaoOn } from '../prev-randao.ts';
import { takeFitting } from '../take-fitting.ts';
import { Clock } from './clock.ts';

/** How the single validator seals. */
export interface SoloOptions {
  /** Milliseconds between blocks; 0: as soon as a transaction is there. */
  blockTime: number;
  coinbase: Address;
}

/** Milliseconds that a block waits for transactions which come together with its first one. */
const longestPause = 20;

/** Somebody who waits for a transaction's block. */
interface Waiter {
  resolve(refusal: Refusal | undefined): void;
  reject(error: Error): void;
}

/** Consensus of one: this node alone decides what the next block is. */
export class Solo implements Driver, Development {
  readonly development: Development = this;
  readonly clock: Clock;
  coinbase: Address;
  automine: boolean;
  nextBlock: Development['nextBlock'] = {};
  private timer: NodeJS.Timeout | undefined;
  private pump: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;
  /** A block is executed and committed before the next one, or going back, begins. */
  private readonly turns = new Queue();
  private readonly waiting = new Map<Hex, Waiter[]>();

  constructor(
    private readonly chain: Chain,
    private readonly pool: Mempool,
    private readonly options: SoloOptions,
  ) {
    this.clock = new Clock(chain.timestampStep);
    this.coinbase = options.coinbase;
    this.automine = options.blockTime === 0;
  }

  async start(): Promise<void> {
    if (this.automine) this.wake();
    else this.setInterval(this.options.blockTime);
  }

  /** With instant sealing the promise resolves when the transaction is in a block or has to wait longer. */
  async submit({ hash }: PoolEntry): Promise<Refusal | undefined> {
    const obstacle = this.whyNot();
    if (obstacle) throw obstacle;
    if (!this.automine) return undefined;
    const settled = new Promise<Refusal | undefined>((resolve, reject) => {
      this.waiting.set(hash, [...(this.waiting.get(hash) ?? []), { resolve, reject }]);
    });
    this.wake();
    return settled;
  }

  next(): NextBlock {
    const parent = this.chain.head;
    const inputs = { ...this.inputsOn(parent, this.clock.peek(parent.header.timestamp)), ...this.nextBlock };
    const gasLimit = inputs.gasLimit ?? parent.header.gasLimit;
    return { parent, inputs, select: async (most) => takeFitting(await this.select(), gasLimit, most) };
  }

  get leastFee(): bigint | undefined {
    return this.automine ? this.baseFee : undefined;
  }

  seal({ edit, empty = false }: SealOptions = {}): Promise<ExecutedBlock> {
    return this.inTurn(async () => this.append(empty ? [] : await this.select(), edit));
  }

  rewind(to: bigint): Promise<void> {
    return this.inTurn(() => this.chain.rewind(to));
  }

  reset(): Promise<void> {
    const { blockTime, coinbase } = this.options;
    return this.inTurn(async () => {
      await this.chain.rewind(0n);
      this.pool.clear();
      this.clock.reset();
      this.nextBlock = {};
      this.coinbase = coinbase;
      this.setInterval(blockTime);
      this.setAutomine(blockTime === 0);
    });
  }

  setAutomine(automine: boolean): void {
    this.automine = automine;
    if (automine) this.wake();
  }

  setInterval(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (milliseconds === 0 || this.stopped) return;
    const timer = setTimeout(async () => {
      await this.seal().catch((error: unknown) => this.fail(error));
      // Another interval, or none, may have been set while the block was made.
      if (this.timer === timer) this.setInterval(milliseconds);
    }, milliseconds);
    this.timer = timer;
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
      await this.pool.arrivals.pause(longestPause);
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

  /** Of the next block. */
  private get baseFee(): bigint {
    return this.nextBlock.baseFeePerGas ?? this.chain.head.header.calcNextBaseFee();
  }

  private select(): Promise<Selection> {
    return selectTransactions(this.pool, this.baseFee, (sender) => this.chain.headNonces.of(sender));
  }

  private inputsOn(parent: Block, timestamp: bigint): NextBlock['inputs'] {
    return { timestamp, coinbase: this.coinbase, prevRandao: prevRandaoOn(this.chain, parent) };
  }

  private async append(candidates: Candidates, edit: BlockInputs['edit']): Promise<ExecutedBlock> {
    const parent = this.chain.head;
    const { timestamp } = parent.header;
    // A change of the state is no block that anybody asked for: what is set for the next block stays set.
    const inputs = edit
      ? { ...this.inputsOn(parent, this.clock.least(timestamp)), edit }
      : { ...this.inputsOn(parent, this.clock.take(timestamp)), ...this.nextBlock };
    if (!edit) this.nextBlock = {};
    const executed = await this.chain.execute(candidates, inputs);
    await this.chain.commit(executed);
    const dropped = tidyPool(this.pool, executed, this.chain);
    for (const { hash, refusal } of dropped) this.settle(hash, refusal);
    for (const tx of executed.block.transactions) this.settle(bytesToHex(tx.hash()));
    for (const { tx, refusal } of executed.refused) {
      const hash = bytesToHex(tx.hash());
      if (!this.pool.get(hash)) this.settle(hash, refusal);
    }
    return executed;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      const obstacle = this.whyNot();
      if (obstacle) throw obstacle;
      return work();
    });
  }

  /** Why no more blocks are made; undefined: they are. */
  private whyNot(): Error | undefined {
    const { fault } = this.chain;
    return (
      fault ?? (this.stopped ? new Stopping('no more blocks are made: the node is stopping') : undefined)
    );
  }

  private fail(error: unknown): void {
    if (this.stopped) return;
    this.stopped = true;
    this.chain.halt('sealing a block', error);
  }

  private settle(hash: Hex, why?: Refusal | Error): void {
    for (const { resolve, reject } of this.waiting.get(hash) ?? []) {
      if (why instanceof Error) reject(why);
      else resolve(why);
    }
    this.waiting.delete(hash);
  }

  /** Tells everybody who still waits that theirs is in no block yet, or why it will be in none. */
  private release(): void {
    for (const hash of [...this.waiting.keys()]) this.settle(hash, this.whyNot());
  }
}
