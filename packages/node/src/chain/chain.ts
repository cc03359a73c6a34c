import { EventEmitter } from 'node:events';
import type { Block } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createAddressFromString, ValueEncoding } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { ChainStore } from '../storage/chain-store.ts';
import type { StateDatabase } from '../storage/state-database.ts';
import { type BlockInputs, type Candidates, type ExecutedBlock, executeBlock } from './execute-block.ts';
import { type Fault, toFault } from './fault.ts';
import type { Machine, MachineParts, StateOfBlock } from './machine.ts';
import { MachinePool } from './machine-pool.ts';

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
}

/** A chain of blocks with its newest state. One block at a time is executed and written; reads go on meanwhile. */
export class Chain {
  readonly events = new EventEmitter<ChainEvents>();
  readonly store: ChainStore;
  readonly common: Common;
  readonly genesis: Block;
  readonly machines: MachinePool;
  private readonly database: StateDatabase;
  private readonly machine: Machine;
  private newest: Block;
  private queue: Promise<unknown> = Promise.resolve();
  private failed: Fault | undefined;

  constructor({ parts, store, database, machine, head, genesis }: ChainParts) {
    this.store = store;
    this.common = parts.common;
    this.genesis = genesis;
    this.database = database;
    this.machine = machine;
    this.newest = head;
    this.machines = new MachinePool(parts, database);
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
      await this.store.writeBlock(executed.block, executed.receipts, this.database.takePending());
      this.database.flushed();
      this.newest = executed.block;
      this.events.emit('block', { ...executed, seconds: (performance.now() - start) / 1000 });
      return executed;
    });
  }

  /** Goes back to an older block; for development chains only. */
  rewind(to: bigint): Promise<void> {
    return this.exclusively('going back', async () => {
      const head = await this.store.readBlock(to);
      if (!head) throw new Error(`there is no block ${to}`);
      await this.store.rewind(to, this.newest.header.number);
      await this.machine.state.setStateRoot(head.header.stateRoot, true);
      this.newest = head;
      this.events.emit('rewind', head);
    });
  }

  /** Accounts, code and storage after a block, to read. */
  stateAt({ stateRoot: root }: StateOfBlock): MerkleStateManager {
    const trie = new MerklePatriciaTrie({
      db: this.database,
      root,
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

  /** Resolves when the block in work is written. */
  async idle(): Promise<void> {
    await this.queue;
  }

  private exclusively<T>(doing: string, work: () => Promise<T>): Promise<T> {
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
  }
}
