import { EventEmitter } from 'node:events';
import type { Block } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { createAddressFromString } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { Keccak256 } from '../crypto/keccak.ts';
import { Permissions } from '../permissions/permissions.ts';
import { changedState } from '../state/changed-state.ts';
import type { HeadState } from '../state/head-state.ts';
import type { HistoryKind, Retention, SharedRecord } from '../state/retention.ts';
import type { StateSource } from '../state/state-source.ts';
import { WorldState } from '../state/world-state.ts';
import type { BlockRecord, ChainStore } from '../storage/chain-store.ts';
import type { Change } from '../storage/key-value-store.ts';
import { TimeSlice } from '../time-slice.ts';
import type { BlockInputs, Candidates } from './block-inputs.ts';
import type { ChainView } from './chain-view.ts';
import { executeBlock, type RunBlock } from './execute-block.ts';
import type { ExecutedBlock, Executor } from './executor.ts';
import { type Fault, toFault } from './fault.ts';
import { HeadNonces } from './head-nonces.ts';
import type { MachineParts, StateOfBlock } from './machine.ts';
import { MachinePool } from './machine-pool.ts';
import type { PredictResources } from './predict-watch.ts';
import { Queue } from './queue.ts';

/** A block that is on disk now. */
export interface CommittedBlock extends RunBlock {
  /** Time to execute and write it. */
  seconds: number;
}

/** What a chain tells its listeners. A `fault` means that it takes no more blocks. */
export interface ChainEvents {
  block: [committed: CommittedBlock];
  /** A block that is no part of the chain any more; the newest first, before `rewind`. */
  removed: [record: Pick<BlockRecord, 'block' | 'receipts'>];
  /** Blocks are about to go. */
  rewinding: [];
  rewind: [head: Block];
  /** The state of a later block is to come from others: until then there is none. */
  joining: [];
  /** A later block is the head now, whose state came from others; the blocks before it are not here. */
  joined: [head: Block];
  fault: [fault: Fault];
}

/** Everything that a chain is made of; `openChain` puts it together. */
export interface ChainParts {
  parts: MachineParts;
  store: ChainStore;
  state: HeadState;
  executor: Executor;
  genesis: Block;
  /** Which states there are. */
  retention: Retention;
}

/**
 * A chain of blocks with its newest state. Whoever drives it executes a block, looks at what came of it, and commits
 * it or executes another one. One step at a time is taken; reads go on meanwhile.
 */
export class Chain implements ChainView {
  /** As many listeners as there are subscriptions. */
  readonly events = new EventEmitter<ChainEvents>().setMaxListeners(0);
  readonly store: ChainStore;
  readonly common: Common;
  readonly genesis: Block;
  /** Seconds from a block's timestamp to the next one's at the least. */
  readonly timestampStep: bigint;
  readonly machines: MachinePool;
  /** What the EVMs of the chain share of PREDICT; undefined on a chain without it. */
  readonly predict: PredictResources | undefined;
  /** Of accounts whose transactions wait. */
  readonly headNonces = new HeadNonces(this);
  private readonly atHead: Permissions | undefined;
  private readAtHead: Block | undefined;
  private readonly parts: MachineParts;
  private readonly state: HeadState;
  private readonly executor: Executor;
  private readonly retention: Retention;
  private readonly steps = new Queue();
  private failed: Fault | undefined;

  constructor({ parts, store, state, executor, genesis, retention }: ChainParts) {
    this.parts = parts;
    this.store = store;
    this.common = parts.common;
    this.timestampStep = parts.timestampStep;
    this.predict = parts.evm.predict;
    this.genesis = genesis;
    this.state = state;
    this.executor = executor;
    this.retention = retention;
    this.atHead = parts.isPermissioned ? new Permissions(state, parts.hashes) : undefined;
    this.machines = new MachinePool(parts, (block) => this.sourceAt(block));
  }

  /** Number of the oldest block whose state, or trie, is kept. */
  oldest(kind: HistoryKind): bigint {
    return this.retention.oldest(kind, this.head.header.number);
  }

  /** What is pruned, for threads that read beside the chain. */
  get pruned(): SharedRecord {
    return this.retention.shared;
  }

  /** Why the chain takes no more blocks; undefined while it does. */
  get fault(): Fault | undefined {
    return this.failed;
  }

  /** The newest block. Its state, receipts and indexes are on disk. */
  get head(): Block {
    return this.executor.head;
  }

  /** False while the state after the head is not there, because the node joins by a snapshot. */
  get hasState(): boolean {
    return this.oldest('records') <= this.head.header.number;
  }

  /** Who may do what in the block after the head (rule D30); undefined: everybody, everything. */
  get permissions(): Permissions | undefined {
    if (this.readAtHead !== this.head) {
      this.readAtHead = this.head;
      this.atHead?.moveTo(this.state);
    }
    return this.atHead;
  }

  /** True if who may do what is not as before after this block. */
  changesPermissions({ changes }: Pick<RunBlock, 'changes'>): boolean {
    return this.atHead !== undefined && Permissions.areIn(changes, this.parts.hashes);
  }

  /** Who may do what after a block that was executed on the head. */
  permissionsAfter({ changes }: Pick<RunBlock, 'changes'>): Permissions {
    return new Permissions(changedState(this.state, changes), this.parts.hashes);
  }

  /** The chain's hash function. */
  get keccak256(): Keccak256 {
    return this.common.customCrypto.keccak256!;
  }

  /**
   * Executes candidates on the head and keeps what came of it in memory. The block that was executed before and not
   * committed is dropped: only the last one can be committed.
   * @throws Fault, which ends the chain's growth
   */
  execute(candidates: Candidates, inputs: BlockInputs): Promise<ExecutedBlock> {
    return this.exclusively('executing a block', () =>
      this.executor.execute((machine, { header }) => executeBlock(machine, header, candidates, inputs)),
    );
  }

  /**
   * Makes the last executed block the head: exactly what `execute` gave goes to disk, in one atomic write.
   * @param records what the driver has to have in the same write
   * @throws Fault, which ends the chain's growth; a block that is not the last executed on this head is one, too
   */
  commit(executed: ExecutedBlock, records: readonly Change[] = []): Promise<void> {
    const { number } = executed.block.header;
    return this.exclusively(`committing block ${number}`, async () => {
      const start = performance.now();
      await this.executor.commit(executed, records);
      const seconds = executed.seconds + (performance.now() - start) / 1000;
      this.events.emit('block', { ...executed, seconds });
    });
  }

  /**
   * Makes room for the state of a later block: `clear` removes every other from the store. Until that state is there,
   * and its block joined, no state can be read.
   */
  leaveGenesis(to: bigint, clear: () => Promise<void>): Promise<void> {
    return this.exclusively('making room for the state of a later block', async () => {
      this.retention.record = { records: to, nodes: to };
      this.executor.restart(this.genesis);
      this.store.forget();
      this.events.emit('joining');
      await clear();
    });
  }

  /** Makes a later block the head, whose state the store has by now, in one atomic write with what else it needs. */
  join(record: BlockRecord, records: readonly Change[]): Promise<void> {
    return this.exclusively(`joining at block ${record.block.header.number}`, async () => {
      await this.executor.adopt(record, records);
      this.events.emit('joined', this.head);
    });
  }

  /** Goes back to an older block; for development chains only. */
  async rewind(to: bigint): Promise<void> {
    for (const kind of ['records', 'nodes'] as const)
      this.retention.assertKept(kind, to, this.head.header.number);
    await this.exclusively('going back', async () => {
      this.events.emit('rewinding');
      await this.announceRemoved(to);
      await this.executor.rewind(to);
      this.events.emit('rewind', this.head);
    });
  }

  /** Tells listeners, if there are any, of each block that goes. */
  private async announceRemoved(to: bigint): Promise<void> {
    const slice = new TimeSlice();
    for (let number = this.head.header.number; number > to; number--) {
      await slice.rest();
      if (this.events.listenerCount('removed') === 0) return;
      const [block, receipts] = [await this.store.readBlock(number), await this.store.readReceipts(number)];
      if (block && receipts) this.events.emit('removed', { block, receipts });
    }
  }

  /** Ends the chain's growth for something that cannot be an outcome of a block, and tells the listeners. */
  halt(doing: string, cause: unknown): Fault {
    if (this.failed) return this.failed;
    this.failed = toFault(doing, cause);
    this.events.emit('fault', this.failed);
    return this.failed;
  }

  /**
   * Accounts, code and storage after a block, to read.
   * @throws StatePruned now or while it is read
   */
  stateAt(block: StateOfBlock): WorldState {
    return new WorldState(this.common, this.sourceAt(block), this.parts.hashes);
  }

  /** The same as the database has it, with its tries. @throws StatePruned now or while it is read */
  sourceAt({ number }: StateOfBlock): StateSource {
    return this.state.at(number);
  }

  /**
   * A state to read from one end to the other, however many blocks come meanwhile, and what gives it free again.
   * @throws StatePruned
   */
  holdState({ number }: StateOfBlock): { readonly source: StateSource; release(): void } {
    const release = this.retention.hold(number);
    try {
      return { source: this.state.apart(number), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Next nonce of an account in the newest state. */
  async nonceOf(address: Hex): Promise<bigint> {
    const state = this.stateAt(this.head.header);
    return (await state.getAccount(createAddressFromString(address)))?.nonce ?? 0n;
  }

  /** Resolves when the step in work is done. */
  async idle(): Promise<void> {
    await this.steps.idle();
  }

  private readonly exclusively = <T>(doing: string, work: () => Promise<T>): Promise<T> =>
    this.steps.run(async () => {
      if (this.failed) throw this.failed;
      try {
        return await work();
      } catch (cause) {
        throw this.halt(doing, cause);
      }
    });
}
