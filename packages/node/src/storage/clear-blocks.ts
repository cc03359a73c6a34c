import type { Change, KeyValueStore } from './key-value-store.ts';
import { keys, prefix } from './keys.ts';
import { historyPrefix } from './tables.ts';

/** First bytes of the state's keys, from accounts to code: see `state/state-keys.ts`. */
const stateTags = [0x0a, 0x0b, 0x0c, 0x0d, 0x0e];

/** Keys that one write removes. */
const atOnce = 10_000;

/**
 * Removes every state, its history, and all blocks above 0, some thousand records a write. Whoever has it done notes
 * before that this is under way.
 */
export async function clearBlocks(store: KeyValueStore): Promise<void> {
  const tags = [...stateTags, historyPrefix.records, historyPrefix.nodes];
  const ranges = tags.map((tag) => [Uint8Array.of(tag), Uint8Array.of(tag + 1)] as const);
  const blocks = [keys.header(1n), keys.body(1n), keys.receipts(1n)].map(
    (from) => [from, Uint8Array.of(from[0]! + 1)] as const,
  );
  for (const [from, to] of [
    ...ranges,
    ...blocks,
    [keys.places(1), Uint8Array.of(prefix.places + 1)] as const,
  ])
    await clear(store, from, to);
}

/** A list of keys is read to its end before what it names is removed. */
async function clear(store: KeyValueStore, from: Uint8Array, to: Uint8Array): Promise<void> {
  for (;;) {
    const changes: Change[] = [];
    for await (const key of store.keys(from, to)) {
      changes.push([Uint8Array.from(key), undefined]);
      if (changes.length === atOnce) break;
    }
    if (changes.length === 0) return;
    await store.write(changes);
  }
}
