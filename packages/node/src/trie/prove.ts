import type { Keccak256 } from '../crypto/keccak.ts';
import { encodeBranch, encodeExtension, encodeLeaf, refOf } from './encode.ts';
import { beginsWith, compareKeys, extendPath, nibbleAt } from './nibbles.ts';
import type { Child, Inner, Root } from './node.ts';
import type { TrieReader } from './reader.ts';

/**
 * The nodes on the way to a key, RLP each, that prove its value or that it has none (EIP-1186). Nodes that lie in their
 * parent are not repeated.
 */
export function prove(root: Root, key: Uint8Array, reader: TrieReader, keccak256: Keccak256): Uint8Array[] {
  const proof: Uint8Array[] = [];
  const add = (rlp: Uint8Array) => {
    if (rlp.length >= 32 || proof.length === 0) proof.push(rlp);
  };
  let child: Child | Inner = root;
  let path: Uint8Array = new Uint8Array();
  while (child) {
    if (child.kind === 'leaf') {
      add(encodeLeaf(child.key, path.length, reader.value(child.key)));
      break;
    }
    const node: Inner =
      child.kind === 'inner' ? child : child.kind === 'fresh' ? child.node : reader.node(path);
    const branch = encodeBranch(
      node.children.map((each) => (each?.kind === 'fresh' ? undefined : each?.ref)),
    );
    if (node.prefix.length > 0) add(encodeExtension(node.prefix, refOf(branch, keccak256)));
    if (!beginsWith(key, path.length, node.prefix)) break;
    add(branch);
    const nibble = nibbleAt(key, path.length + node.prefix.length);
    path = extendPath(path, node.prefix, nibble);
    child = node.children[nibble];
  }
  return proof;
}

/** True if a trie has a value for this key. */
export function hasKey(root: Root, key: Uint8Array, reader: Pick<TrieReader, 'node'>): boolean {
  let child: Child | Inner = root;
  let path: Uint8Array = new Uint8Array();
  while (child && child.kind !== 'leaf') {
    const node: Inner =
      child.kind === 'inner' ? child : child.kind === 'fresh' ? child.node : reader.node(path);
    if (!beginsWith(key, path.length, node.prefix)) return false;
    const nibble = nibbleAt(key, path.length + node.prefix.length);
    path = extendPath(path, node.prefix, nibble);
    child = node.children[nibble];
  }
  return child !== undefined && compareKeys(child.key, key) === 0;
}
