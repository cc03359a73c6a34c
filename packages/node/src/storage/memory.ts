import { bytesToUnprefixedHex, unprefixedHexToBytes } from '@ethereumjs/util';
import { type KeyValueStore, StorageError } from './key-value-store.ts';

/** A store that ends with the process. */
export function createMemoryStore(): KeyValueStore {
  const entries = new Map<string, Uint8Array>();
  return {
    async get(key) {
      return entries.get(bytesToUnprefixedHex(key));
    },
    async write(changes) {
      for (const [key, value] of changes) {
        if (value === undefined) entries.delete(bytesToUnprefixedHex(key));
        else entries.set(bytesToUnprefixedHex(key), value);
      }
    },
    async *keys(from, to) {
      const [low, high] = [bytesToUnprefixedHex(from), bytesToUnprefixedHex(to)];
      const keys = [...entries.keys()].filter((key) => key >= low && key < high).sort();
      yield* keys.map(unprefixedHexToBytes);
    },
    async backup() {
      throw new StorageError('A chain in memory has nothing to back up: start the node with a data folder.');
    },
    async close() {
      entries.clear();
    },
  };
}
