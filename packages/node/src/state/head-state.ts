import type { Change } from '../storage/key-value-store.ts';
import { CachedState } from './cached-state.ts';
import { forgetOldest } from './forget-oldest.ts';
import { forgetStates } from './forget-states.ts';
import { type Kept, keptState, type StateReads } from './kept-state.ts';
import type { Retention } from './retention.ts';
import { nameOf } from './state-keys.ts';
import type { KeptNode, StateChanges, StateSource } from './state-source.ts';
import type { StateStore } from './state-store.ts';
import type { Version } from './version.ts';

/** A step to another state: what has to be written for it, and what to do when it is. */
export interface Step {
  readonly changes: readonly Change[];
  done(): void;
}

export interface HeadStateParts {
  readonly store: StateStore;
  readonly retention: Retention;
}

/** Newest versions that are remembered: those of hot accounts, and of the nodes above them. */
const maxVersions = 30_000;

/**
 * The state after the newest block, which moves on with it. What is read of it stays at hand: nobody else writes to the
 * store.
 */
export class HeadState implements StateSource {
  private readonly cached: CachedState;
  private readonly versions = new Map<string, Version>();
  private readonly reads: StateReads;
  private remembers = true;

  constructor(
    private readonly parts: HeadStateParts,
    private block: bigint,
  ) {
    const { store } = parts;
    this.reads = {
      newest: (key) => this.newest(key),
      versionAt: (key, at, newest) => store.versionAt(key, at, newest),
      code: (hash) => store.code(hash),
      look: () => store.look(),
    };
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
    const head = this.block; // What was kept when a read began may be read as long as it is there.
    const kept: Kept = { assertKept: (kind) => this.parts.retention.assertKept(kind, block, head) };
    return keptState(this.reads, Number(block), kept);
  }

  /** The same, without a place among what is at hand: for who reads all of it, once. @throws StatePruned */
  apart(block: bigint): StateSource {
    const { store, retention } = this.parts;
    return keptState(store, Number(block), {
      assertKept: (kind) => retention.assertKept(kind, block, this.block),
    });
  }

  /** Somebody put the state after another block into the store, in the place of this one. */
  moveTo(block: bigint): void {
    this.block = block;
    this.versions.clear();
    this.remembers = true;
    this.cached.restart(this.at(block));
  }

  /** To the state after a new block, for a write that follows: what it forgets counts as forgotten from now on. */
  advance(block: bigint, changes: StateChanges): Step {
    const { store, retention } = this.parts;
    const newest = (key: string) => this.newest(key);
    const forgotten = forgetStates(store, retention, block, changes, newest);
    const advance = store.advance(Number(block), changes, newest);
    retention.record = forgotten.record;
    return {
      changes: [...advance.changes, ...forgotten.changes, store.pruningChange(forgotten.record)],
      done: () => {
        this.block = block;
        for (const [key] of forgotten.changes) this.versions.delete(nameOf(key));
        for (const [key, version] of advance.versions) this.remember(key, version);
        this.cached.apply(changes, this.at(block));
      },
    };
  }

  /** To the state after an older block. */
  goBack(to: bigint): Step {
    const { store } = this.parts;
    const from = Number(this.block);
    // Until it is done the database says which state it has: what was remembered leads to what may be gone.
    this.remembers = false;
    this.versions.clear();
    return {
      changes: [...store.goBack('records', Number(to), from), ...store.goBack('nodes', Number(to), from)],
      done: () => this.moveTo(to),
    };
  }

  private newest(key: string): Version | undefined {
    const known = this.versions.get(key);
    if (known) return known;
    const version = this.parts.store.newest(key);
    if (version) this.remember(key, version);
    return version;
  }

  private remember(key: string, version: Version): void {
    if (!this.remembers) return;
    this.versions.delete(key);
    this.versions.set(key, version);
    if (this.versions.size > maxVersions) forgetOldest(this.versions);
  }
}
