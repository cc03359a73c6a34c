import { RLP } from '@ethereumjs/rlp';
import { equalsBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { nibbleAt } from './nibbles.ts';
import type { Ref } from './node.ts';

type Item = Uint8Array | Item[];

/** The way from a root to one of its leaves, and what is beside it. */
export interface Edge {
  /** Branches on the way, the highest first, each with what it holds of its 16 children. */
  readonly branches: readonly { readonly depth: number; readonly children: readonly (Ref | undefined)[] }[];
  readonly value: Uint8Array;
}

/**
 * Reads the proof that a trie has a value for a key. Nothing is decoded before its hash is what the node above it names.
 * @param root hash of the trie
 * @param proof RLP of the nodes from the root on; nodes below 32 bytes lie in their parents
 * @returns undefined where it does not prove that: nodes are missing, wrong, too many, or lead elsewhere
 */
export function edgeOf(
  root: Uint8Array,
  key: Uint8Array,
  proof: readonly Uint8Array[],
  keccak256: Keccak256,
): Edge | undefined {
  const branches: Edge['branches'][number][] = [];
  let [depth, used] = [0, 0];
  let child: Item = root;
  // Every turn but the last goes a nibble down.
  while (depth <= 2 * key.length) {
    let node: Item = child;
    if (!Array.isArray(child)) {
      const rlp: Uint8Array | undefined = proof[used++];
      if (!rlp || !equalsBytes(keccak256(rlp), child)) return undefined;
      node = RLP.decode(rlp) as Item;
    }
    if (!Array.isArray(node)) return undefined;
    if (node.length === 17) {
      if (depth === 2 * key.length) return undefined;
      branches.push({ depth, children: node.slice(0, 16).map(refOf) });
      child = node[nibbleAt(key, depth++)]!;
      continue;
    }
    const [packed, next] = node;
    if (node.length !== 2 || !(packed instanceof Uint8Array) || packed.length === 0 || !next)
      return undefined;
    const [isLeaf, odd] = [(packed[0]! & 0x20) !== 0, (packed[0]! & 0x10) !== 0];
    const count = 2 * (packed.length - 1) + (odd ? 1 : 0);
    if (depth + count > 2 * key.length || (count === 0 && !isLeaf)) return undefined;
    for (let index = 0; index < count; index++)
      if (nibbleAt(key, depth + index) !== nibbleAt(packed, index + (odd ? 1 : 2))) return undefined;
    depth += count;
    if (isLeaf) {
      const isEnd = depth === 2 * key.length && used === proof.length && next instanceof Uint8Array;
      return isEnd ? { branches, value: next } : undefined;
    }
    child = next;
  }
  return undefined;
}

/** What a branch holds of a child. */
const refOf = (item: Item): Ref | undefined =>
  Array.isArray(item) ? RLP.encode(item) : item.length === 0 ? undefined : item;
