import { bytesToUnprefixedHex, concatBytes } from '@ethereumjs/util';
import type { ChainStore } from '../storage/chain-store.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { markReachable } from '../storage/pruning/mark-reachable.ts';
import type { Retention } from '../storage/pruning/retention.ts';
import type { StateDatabase } from '../storage/state-database.ts';

/** What a pruner works on. */
export interface PrunerParts {
  kv: KeyValueStore;
  store: ChainStore;
  database: StateDatabase;
  retention: Retention;
  /** Entries that are written between two sweeps at least. */
  pruneAfter: number;
  /** Runs work while no block is executed or written; an error in it is a fault of the chain. */
  exclusively<T>(doing: string, work: () => Promise<T>): Promise<T>;
  /** Ends the chain's growth. */
  halt(doing: string, cause: unknown): void;
}

export const defaultPruneAfter = 50_000;

/** Entries that are marked, or looked at in a sweep, before others have their turn. */
const markSlice = 100;
const sweepSlice = 250;

/** Thrown inside a sweep that has to end early. What is left of it the next one finds. */
const stopping = Symbol('stopping');

/**
 * Removes the state entries that no kept state needs, in the background: marks what the kept states reach, then goes
 * through all entries and removes the rest in atomic batches. What blocks write meanwhile is recorded and stays. A
 * sweep begins when as many entries were written as the last one left, so that its cost stays a fixed share of the
 * writing, however large the state is.
 */
export class StatePruner {
  private running: Promise<void> | undefined;
  private stopped = false;
  private steps = 0;

  constructor(private readonly parts: PrunerParts) {}

  /** A block writes so many entries: the change that has to be in its batch. */
  noteWritten(entries: number): Change[] {
    const { store, retention } = this.parts;
    retention.record.written = Math.min(Number.MAX_SAFE_INTEGER, retention.record.written + entries);
    return [store.pruningChange(retention.record)];
  }

  /** Starts a sweep when enough was written since the last one. */
  sweepWhenDue(head: bigint): void {
    const { pruneAfter, retention } = this.parts;
    if (this.running || this.stopped || retention.oldest(head) === 0n) return;
    if (retention.record.written < Math.max(pruneAfter, retention.record.live)) return;
    this.running = this.sweep(head).finally(() => {
      this.running = undefined;
    });
  }

  /** Ends a sweep at its next step. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async sweep(head: bigint): Promise<void> {
    const { database, retention, halt } = this.parts;
    const fresh = database.record();
    try {
      const oldest = retention.oldest(head);
      retention.record.oldest = oldest;
      const live = await this.mark(head, oldest);
      const kept = await this.removeUnmarked(live, fresh);
      retention.record.live = kept;
      retention.record.written = fresh.size;
    } catch (error) {
      if (error === stopping) return;
      // Damage that the walk met: the chain stops, as it does when a block meets it.
      halt('pruning old states', error);
    } finally {
      database.stopRecording();
    }
  }

  /** Names of all entries that the states of blocks `oldest` to `head` need. */
  private async mark(head: bigint, oldest: bigint): Promise<Set<string>> {
    const { store, database } = this.parts;
    const live = new Set<string>();
    const read = async (key: string) => (await database.get(key)) ?? new Uint8Array();
    for (let number = head; number >= oldest; number--) {
      const header = await store.readHeader(number);
      if (header) await markReachable(header.stateRoot, read, live, () => this.step(markSlice));
    }
    return live;
  }

  /** Removes every entry that is in neither set; returns how many stay. */
  private async removeUnmarked(live: ReadonlySet<string>, fresh: ReadonlySet<string>): Promise<number> {
    const { kv, store, retention, exclusively } = this.parts;
    let [from, to] = keys.stateRange;
    let kept = 0;
    for (let looked = sweepSlice; looked === sweepSlice; ) {
      await this.step(1);
      await exclusively('pruning old states', async () => {
        const slice = await firstKeys(kv, from, to);
        const unneeded = slice.filter((key) => {
          const name = bytesToUnprefixedHex(keys.stateName(key));
          return !live.has(name) && !fresh.has(name);
        });
        const removals = unneeded.map((key): Change => [key, undefined]);
        if (removals.length > 0) await kv.write([store.pruningChange(retention.record), ...removals]);
        kept += slice.length - unneeded.length;
        looked = slice.length;
        const last = slice.at(-1);
        if (last) from = concatBytes(last, Uint8Array.of(0)); // The key right after it in byte order.
      });
    }
    return kept;
  }

  /** Lets others have their turn every so many steps. */
  private step(every: number): Promise<void> | undefined {
    if (this.stopped) throw stopping;
    return ++this.steps % every === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
  }
}

async function firstKeys(kv: KeyValueStore, from: Uint8Array, to: Uint8Array): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const key of kv.keys(from, to)) {
    if (found.push(key) === sweepSlice) break;
  }
  return found;
}
