import { equalsBytes, KECCAK256_RLP } from '@ethereumjs/util';
import { damaged } from '../storage/sealed-record.ts';
import { encodeString } from '../trie/encode.ts';
import type { Root } from '../trie/node.ts';
import type { TrieReader } from '../trie/reader.ts';
import { decodeAccount, encodeLeafAccount } from './account-record.ts';
import { accountKey, nameOf, nodeKey, slotKey } from './state-keys.ts';
import type { KeptNode, StateSource } from './state-source.ts';

/** A trie of a state. */
export interface StateTrie extends TrieReader {
  readonly root: Root;
}

const top = new Uint8Array();

/** The trie of a state's accounts. */
export const accountTrie = (source: StateSource): StateTrie => ({
  root: source.node(nodeKey(top)),
  node: (path) => inner(source.node(nodeKey(path))),
  value: (key) => encodeLeafAccount(decodeAccount(there(source.record(accountKey(nameOf(key)))))),
});

/**
 * The trie of a contract's storage.
 * @param address its hash
 * @throws StorageError when it should have a node and has none
 */
export const storageTrie = (source: StateSource, address: string, storageRoot: Uint8Array): StateTrie => ({
  root: equalsBytes(storageRoot, KECCAK256_RLP) ? undefined : some(source.node(nodeKey(top, address))),
  node: (path) => inner(source.node(nodeKey(path, address))),
  value: (key) => encodeString(there(source.record(slotKey(address, nameOf(key))))),
});

function some(node: KeptNode | undefined): KeptNode {
  if (!node) throw damaged('a trie node is not there');
  return node;
}

function inner(node: KeptNode | undefined): Extract<KeptNode, { kind: 'inner' }> {
  if (node?.kind !== 'inner') throw damaged('a trie node is not there');
  return node;
}

function there(record: Uint8Array | undefined): Uint8Array {
  if (!record) throw damaged('a value that the trie names is not there');
  return record;
}
