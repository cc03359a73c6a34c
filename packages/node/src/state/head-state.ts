import type { Change } from '../storage/key-value-store.ts';
import { CachedState } from './cached-state.ts';
import { forgetStates } from './forget-states.ts';
import { type Kept, keptState } from './kept-state.ts';
import type { Retention } from './retention.ts';
import type { KeptNode, StateChanges, StateSource } from './state-source.ts';
import type { StateStore } from './state-store.ts';

/** A step to another state: what has to be written for it, and what to do when it is. */
export interface Step {
  readonly changes: readonly Change[];
  done(): void;
}

export interface HeadStateParts {
  readonly store: StateStore;
  readonly retention: Retention;
}

/** The state after the newest block, which moves on with it. What is read of it stays at hand. */
export class HeadState implements StateSource {
  private readonly cached: CachedState;

  constructor(
    private readonly parts: HeadStateParts,
    private block: bigint,
  ) {
    this.cached = new CachedState(this.at(block));
  }

  record(key: string): Uint8Array | undefined {
    return this.cached.record(key);
  }

  node(key: string): KeptNode | undefined {
    return this.cached.node(key);
  }

  code(hash: Uint8Array): Uint8Array {
    return this.cached.code(hash);
  }

  /** The state after this block or an older one, which does not move on. @throws StatePruned now or while it is read */
  at(block: bigint): StateSource {
    const kept: Kept = {
      assertKept: (kind) => this.parts.retention.assertKept(kind, block, this.block),
    };
    return keptState(this.parts.store, Number(block), kept);
  }

  /** To the state after a new block. */
  advance(block: bigint, changes: StateChanges): Step {
    const { store, retention } = this.parts;
    const forgotten = forgetStates(store, retention, block, changes);
    return {
      changes: [
        ...store.advance(Number(block), changes),
        ...forgotten.changes,
        store.pruningChange(forgotten.record),
      ],
      done: () => {
        this.block = block;
        retention.record = forgotten.record;
        this.cached.apply(changes, this.at(block));
      },
    };
  }

  /** To the state after an older block. */
  goBack(to: bigint): Step {
    const { store } = this.parts;
    const from = Number(this.block);
    return {
      changes: [...store.goBack('records', Number(to), from), ...store.goBack('nodes', Number(to), from)],
      done: () => {
        this.block = to;
        this.cached.restart(this.at(to));
      },
    };
  }
}
