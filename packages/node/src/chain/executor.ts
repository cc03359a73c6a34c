import type { Block } from '@ethereumjs/block';
import type { HeadState } from '../state/head-state.ts';
import type { BlockRecord, ChainStore } from '../storage/chain-store.ts';
import type { Change } from '../storage/key-value-store.ts';
import type { RunBlock } from './execute-block.ts';
import { type Machine, moveMachine } from './machine.ts';

/** A block that was executed on the head, with all that committing it will write. Nothing of it is on disk. */
export interface ExecutedBlock extends RunBlock {
  /** Time to execute it. */
  readonly seconds: number;
}

/** What an executor works on. */
export interface ExecutorParts {
  store: ChainStore;
  /** The one that `machine` reads; nothing else may move it. */
  state: HeadState;
  machine: Machine;
  head: Block;
}

/**
 * Moves the head on, in two steps: `execute` makes the next block in memory, `commit` writes exactly that in one
 * batch. Not re-entrant: one step at a time.
 */
export class Executor {
  private newest: Block;
  /** What may be committed: the last block that was executed on the head. */
  private candidate: ExecutedBlock | undefined;

  constructor(private readonly parts: ExecutorParts) {
    this.newest = parts.head;
  }

  /** The newest block that was committed. */
  get head(): Block {
    return this.newest;
  }

  /** Executes a block on the head. The block that was executed before and not committed is dropped, if there is one. */
  async execute(run: (machine: Machine, parent: Block) => Promise<RunBlock>): Promise<ExecutedBlock> {
    const { machine, state } = this.parts;
    const start = performance.now();
    moveMachine(machine, state);
    const block = await run(machine, this.newest);
    this.candidate = { ...block, seconds: (performance.now() - start) / 1000 };
    return this.candidate;
  }

  /**
   * Makes the last executed block the head, with everything that it and its driver leave behind in one atomic write.
   * @param records further changes for the same write
   * @throws Error if it is not the last block that was executed on the head
   */
  async commit(executed: ExecutedBlock, records: readonly Change[] = []): Promise<void> {
    const { store, state } = this.parts;
    if (executed !== this.candidate) {
      throw new Error('it is not the last block that was executed on the head; execute it again first');
    }
    const next = state.advance(executed.block.header.number, executed.changes);
    await store.writeBlock(executed, [...next.changes, ...records]);
    next.done();
    this.newest = executed.block;
    this.candidate = undefined;
  }

  /** Makes a block the head that was not executed here, and whose state the store has already. */
  async adopt(record: BlockRecord, records: readonly Change[]): Promise<void> {
    const { store, state } = this.parts;
    await store.writeBlock(record, records);
    state.moveTo(record.block.header.number);
    this.newest = record.block;
    this.candidate = undefined;
  }

  /** Block 0 is the head again: there is nothing else in the store, and no state until another block is adopted. */
  restart(genesis: Block): void {
    this.newest = genesis;
    this.candidate = undefined;
  }

  /** Makes an older block the head. */
  async rewind(to: bigint): Promise<void> {
    const { store, state } = this.parts;
    const from = this.newest.header.number;
    const head = await store.readBlock(to);
    if (!head) throw new Error(`there is no block ${to}`);
    const back = state.goBack(to);
    await store.rewind(to, from, back.changes);
    back.done();
    this.newest = head;
    this.candidate = undefined;
  }
}
