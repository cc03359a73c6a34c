import { type KeyValueStore, StorageError } from './key-value-store.ts';

/** A store that can only be asked for values. */
export function readOnly(
  get: KeyValueStore['get'],
  close: () => Promise<void> = async () => {},
): KeyValueStore {
  const refuse = () => new StorageError('This store is for reading: the node that owns it writes.');
  return {
    get,
    write: () => Promise.reject(refuse()),
    keys() {
      throw refuse();
    },
    backup: () => Promise.reject(refuse()),
    close,
  };
}
