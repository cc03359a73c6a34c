import type { Inner } from './node.ts';

/** What a trie is read from. Ways are nibbles, one a byte. */
export interface TrieReader {
  /** The inner node at a way. @throws StorageError when it is not there */
  node(path: Uint8Array): Inner;
  /** The value of a key that a leaf has, as the trie holds it. @throws StorageError when it is not there */
  value(key: Uint8Array): Uint8Array;
}
