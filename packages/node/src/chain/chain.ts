import { EventEmitter } from 'node:events';
import type { Block } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createAddressFromString, ValueEncoding } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { ChainStore } from '../storage/chain-store.ts';
import { Retention } from '../storage/pruning/retention.ts';
import { type StateDatabase, StateView } from '../storage/state-database.ts';
import { type BlockInputs, type Candidates, type ExecutedBlock, executeBlock } from './execute-block.ts';
import { type Fault, toFault } from './fault.ts';
import type { Machine, MachineParts, StateOfBlock } from './machine.ts';
import { MachinePool } from './machine-pool.ts';
import type { PredictResources } from './predict-watch.ts';
import { type PrunerParts, StatePruner } from './state-pruner.ts';

/** An executed block that is on disk now. */
export interface AppendedBlock extends ExecutedBlock {
  /** Time to execute and write it. */
  seconds: number;
}

/** What a chain tells its listeners. A `fault` means that it takes no more blocks. */
export interface ChainEvents {
  block: [appended: AppendedBlock];
  rewind: [head: Block];
  fault: [fault: Fault];
}

/** Everything that a chain is made of; `openChain` puts it together. */
export interface ChainParts {
  parts: MachineParts;
  store: ChainStore;
  database: StateDatabase;
  machine: Machine;
  head: Block;
  genesis: Block;
  /** Which states there are; left out: all. */
  retention?: Retention;
  /** How old states are removed; left out: they stay. */
  sweep?: Pick<PrunerParts, 'kv' | 'pruneAfter'> | undefined;
}

/** A chain of blocks with its newest state. One block at a time is executed and written; reads go on meanwhile. */
export class Chain {
  /** As many listeners as there are subscriptions. */
  readonly events = new EventEmitter<ChainEvents>().setMaxListeners(0);
  readonly store: ChainStore;
  readonly common: Common;
  readonly genesis: Block;
  readonly machines: MachinePool;
  /** What the EVMs of the chain share of PREDICT; undefined on a chain without it. */
  readonly predict: PredictResources | undefined;
  private readonly database: StateDatabase;
  private readonly machine: Machine;
  private readonly retention: Retention;
  private readonly pruner: StatePruner | undefined;
  private newest: Block;
  private queue: Promise<unknown> = Promise.resolve();
  private failed: Fault | undefined;

  constructor({ parts, store, database, machine, head, genesis, retention, sweep }: ChainParts) {
    this.store = store;
    this.common = parts.common;
    this.predict = parts.evm.predict;
    this.genesis = genesis;
    this.database = database;
    this.machine = machine;
    this.newest = head;
    this.retention = retention ?? new Retention('archive', { oldest: 0n, live: 0, written: 0 });
    this.machines = new MachinePool(parts, database, this.assertKept);
    this.pruner =
      sweep &&
      new StatePruner({
        ...sweep,
        store,
        database,
        retention: this.retention,
        exclusively: this.exclusively,
      });
  }

  /** Number of the oldest block whose state is kept. */
  get oldestState(): bigint {
    return this.retention.oldest(this.newest.header.number);
  }

  /** The newest block. Its state, receipts and indexes are on disk. */
  get head(): Block {
    return this.newest;
  }

  /** Executes candidates on the head and appends the block in one atomic write. A fault ends the chain's growth. */
  append(candidates: Candidates, inputs: BlockInputs): Promise<ExecutedBlock> {
    return this.exclusively('appending a block', async () => {
      const start = performance.now();
      const executed = await executeBlock(this.machine, this.newest.header, candidates, inputs);
      const changes = this.database.takePending();
      await this.store.writeBlock(executed.block, executed.receipts, [
        ...changes,
        ...(this.pruner?.noteWritten(changes.length) ?? []),
      ]);
      this.database.flushed();
      this.machine.state.boundStorageTries();
      this.newest = executed.block;
      this.pruner?.sweepWhenDue(executed.block.header.number);
      this.events.emit('block', { ...executed, seconds: (performance.now() - start) / 1000 });
      return executed;
    });
  }

  /** Goes back to an older block; for development chains only. */
  async rewind(to: bigint): Promise<void> {
    this.assertKept({ number: to });
    await this.exclusively('going back', async () => {
      const head = await this.store.readBlock(to);
      if (!head) throw new Error(`there is no block ${to}`);
      await this.store.rewind(to, this.newest.header.number);
      await this.machine.state.setStateRoot(head.header.stateRoot, true);
      this.newest = head;
      this.events.emit('rewind', head);
    });
  }

  /**
   * Accounts, code and storage after a block, to read.
   * @throws StatePruned now or while it is read
   */
  stateAt(block: StateOfBlock): MerkleStateManager {
    this.assertKept(block);
    const trie = new MerklePatriciaTrie({
      db: new StateView(this.database, () => this.assertKept(block)),
      root: block.stateRoot,
      useKeyHashing: true,
      valueEncoding: ValueEncoding.Bytes,
      common: this.common,
    });
    return new MerkleStateManager({ common: this.common, trie });
  }

  /** Next nonce of an account in the newest state. */
  async nonceOf(address: Hex): Promise<bigint> {
    const state = this.stateAt(this.newest.header);
    return (await state.getAccount(createAddressFromString(address)))?.nonce ?? 0n;
  }

  /** Ends pruning and resolves when the block in work is written. */
  async idle(): Promise<void> {
    await this.pruner?.stop();
    await this.queue;
  }

  private readonly assertKept = ({ number }: Pick<StateOfBlock, 'number'>): void =>
    this.retention.assertKept(number, this.newest.header.number);

  private readonly exclusively = <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    const run = this.queue.then(async () => {
      if (this.failed) throw this.failed;
      try {
        return await work();
      } catch (cause) {
        this.failed = toFault(doing, cause);
        this.events.emit('fault', this.failed);
        throw this.failed;
      }
    });
    this.queue = run.catch(() => undefined);
    return run;
  };
}
