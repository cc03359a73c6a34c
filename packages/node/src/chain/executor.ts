import type { Block } from '@ethereumjs/block';
import { equalsBytes } from '@ethereumjs/util';
import type { ChainStore } from '../storage/chain-store.ts';
import type { Change } from '../storage/key-value-store.ts';
import type { StateDatabase } from '../storage/state-database.ts';
import type { RunBlock } from './execute-block.ts';
import type { Machine } from './machine.ts';

/** A block that was executed on the head, with all that committing it will write. Nothing of it is on disk. */
export interface ExecutedBlock extends RunBlock {
  /** Trie nodes and code that the block wrote. */
  readonly changes: readonly Change[];
  /** Time to execute it. */
  readonly seconds: number;
}

/** What an executor works on. */
export interface ExecutorParts {
  store: ChainStore;
  /** The one that `machine` writes to; nothing else may write to it. */
  database: StateDatabase;
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
    const { machine, database } = this.parts;
    const start = performance.now();
    await this.returnToHead();
    const block = await run(machine, this.newest);
    const seconds = (performance.now() - start) / 1000;
    this.candidate = { ...block, changes: database.unwritten(), seconds };
    return this.candidate;
  }

  /**
   * Makes the last executed block the head, with everything that it and its driver leave behind in one atomic write.
   * @param records further changes for the same write
   * @throws Error if it is not the last block that was executed on the head
   */
  async commit(executed: ExecutedBlock, records: readonly Change[] = []): Promise<void> {
    const { store, database, machine } = this.parts;
    if (executed !== this.candidate) {
      throw new Error('it is not the last block that was executed on the head; execute it again first');
    }
    await store.writeBlock(executed, [...executed.changes, ...records]);
    database.written();
    machine.state.boundStorageTries();
    this.newest = executed.block;
    this.candidate = undefined;
  }

  /** Makes an older block the head. */
  async rewind(to: bigint): Promise<void> {
    const { store } = this.parts;
    const head = await store.readBlock(to);
    if (!head) throw new Error(`there is no block ${to}`);
    await store.rewind(to, this.newest.header.number);
    this.newest = head;
    await this.returnToHead();
  }

  /** Forgets what was executed and not committed, and puts the machine at the head's state. */
  private async returnToHead(): Promise<void> {
    const { machine, database } = this.parts;
    const { stateRoot } = this.newest.header;
    if (!equalsBytes(await machine.state.getStateRoot(), stateRoot))
      await machine.state.setStateRoot(stateRoot, true);
    database.forget();
    this.candidate = undefined;
  }
}
