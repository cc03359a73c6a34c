import { RLP } from '@ethereumjs/rlp';
import { equalsBytes, KECCAK256_NULL, KECCAK256_RLP } from '@ethereumjs/util';
import { StorageError } from '../key-value-store.ts';

/** What a state entry is, which decides where its references are. */
export type EntryKind = 'account trie' | 'storage trie' | 'code';

/** A state entry that another one needs. */
export interface Reference {
  hash: Uint8Array;
  kind: EntryKind;
}

type Item = Uint8Array | Item[];

/**
 * Entries that a trie node names: its children and, where it holds an account, that account's storage root and code.
 * @param node RLP of a node, as it is stored
 */
export function referencesOf(node: Uint8Array, kind: Exclude<EntryKind, 'code'>): Reference[] {
  const found: Reference[] = [];
  collect(RLP.decode(node) as Item, kind, found);
  return found;
}

/** A node below 32 bytes is not hashed but lies inside its parent. */
function collect(node: Item, kind: Exclude<EntryKind, 'code'>, found: Reference[]): void {
  if (!Array.isArray(node)) throw malformed();
  if (node.length === 17) {
    for (const child of node.slice(0, 16)) follow(child, kind, found);
    return;
  }
  const [path, rest] = node;
  if (node.length !== 2 || !(path instanceof Uint8Array) || rest === undefined) throw malformed();
  if (!isLeaf(path)) follow(rest, kind, found);
  else if (kind === 'account trie') collectAccount(rest, found);
}

function follow(child: Item, kind: Exclude<EntryKind, 'code'>, found: Reference[]): void {
  if (Array.isArray(child)) collect(child, kind, found);
  else if (child.length === 32) found.push({ hash: child, kind });
  else if (child.length !== 0) throw malformed();
}

function collectAccount(value: Item, found: Reference[]): void {
  if (!(value instanceof Uint8Array)) throw malformed();
  const [, , storageRoot, codeHash] = RLP.decode(value) as Item[];
  if (!(storageRoot instanceof Uint8Array) || !(codeHash instanceof Uint8Array)) throw malformed();
  if (!equalsBytes(storageRoot, KECCAK256_RLP)) found.push({ hash: storageRoot, kind: 'storage trie' });
  if (!equalsBytes(codeHash, KECCAK256_NULL)) found.push({ hash: codeHash, kind: 'code' });
}

/** Hex-prefix encoding: the second bit of the first nibble tells a leaf from an extension. */
const isLeaf = (path: Uint8Array): boolean => ((path[0] ?? 0) & 0x20) !== 0;

const malformed = () =>
  new StorageError('The database is damaged: a trie node is malformed. Restore a backup.');
