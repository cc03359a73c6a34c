import { type KeyValueStore, StorageError } from './key-value-store.ts';

/** One character a byte, in byte order as well. */
const nameOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** A store that ends with the process. */
export function createMemoryStore(): KeyValueStore {
  const entries = new Map<string, Uint8Array>();
  return {
    get(key) {
      return entries.get(nameOf(key));
    },
    async write(changes) {
      for (const [key, value] of changes) {
        if (value === undefined) entries.delete(nameOf(key));
        else entries.set(nameOf(key), value);
      }
    },
    async *keys(from, to) {
      const [low, high] = [nameOf(from), nameOf(to)];
      const keys = [...entries.keys()].filter((key) => key >= low && key < high).sort();
      yield* keys.map((key) => Buffer.from(key, 'latin1'));
    },
    async backup() {
      throw new StorageError('A chain in memory has nothing to back up: start the node with a data folder.');
    },
    async close() {
      entries.clear();
    },
  };
}
