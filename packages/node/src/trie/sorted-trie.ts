import { equalsBytes, KECCAK256_RLP } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { edgeOf } from './edge.ts';
import { encodeLeaf, refOf } from './encode.ts';
import { compareKeys, nibbleAt, nibblesOf, sharedNibbles } from './nibbles.ts';
import type { Child, Inner, Leaf, Ref, Root } from './node.ts';
import { encodeInner } from './update.ts';

/** A branch on the way to the last key. What is beside that way is known, and does not change any more. */
interface Open {
  readonly depth: number;
  readonly children: Child[];
}

/** A node that is complete, at its way. */
export type Placed = readonly [path: Uint8Array, node: Inner];

/**
 * A trie that is made of leaves in the order of their keys, which are of one length. It holds the way to the last key
 * alone, 64 branches at the most for keys of 32 bytes; every other node leaves it as soon as it is complete.
 */
export class SortedTrie {
  private last: { readonly key: Uint8Array; readonly value: Uint8Array } | undefined;
  private placed: Placed[] = [];

  constructor(
    private readonly keccak256: Keccak256,
    /** The highest first. */
    private readonly open: Open[] = [],
  ) {}

  /** The same, which goes on apart from this one; nodes that were not taken stay here. */
  copy(): SortedTrie {
    const copy = new SortedTrie(
      this.keccak256,
      this.open.map(({ depth, children }) => ({ depth, children: [...children] })),
    );
    copy.last = this.last;
    return copy;
  }

  /** Adds a leaf. @returns false where its key is not behind the last one: then nothing has changed */
  add(key: Uint8Array, value: Uint8Array): boolean {
    const { last } = this;
    if (last) {
      if (compareKeys(key, last.key) <= 0) return false;
      const fork = sharedNibbles(last.key, key, 0);
      const child = this.close(fork);
      const above = this.open.at(-1);
      const branch: Open =
        above?.depth === fork ? above : { depth: fork, children: Array(16).fill(undefined) };
      branch.children[nibbleAt(last.key, fork)] = child;
      if (branch !== above) this.open.push(branch);
    }
    this.last = { key, value };
    return true;
  }

  /** Nodes that became complete since they were taken last, one after those below it. */
  take(): readonly Placed[] {
    const { placed } = this;
    this.placed = [];
    return placed;
  }

  /** The whole trie, after its last leaf. Nothing may be added any more. */
  end(): { readonly root: Root; readonly hash: Uint8Array } {
    const { last } = this;
    if (!last) return { root: undefined, hash: KECCAK256_RLP };
    if (this.open.length === 0) {
      const rlp = encodeLeaf(last.key, 0, last.value);
      return { root: this.leaf(0), hash: this.keccak256(rlp) };
    }
    this.close(-1);
    const root = this.placed.at(-1)![1];
    return { root, hash: this.keccak256(encodeInner(root, this.keccak256)) };
  }

  /**
   * True if this trie is that of a root as far as the last key: the nodes on the way to it are those of the proof, the
   * leaf at their end is the last one, and what is left of the way is what was added. What is right of it is not there yet.
   * @param root hash of the whole trie
   * @param proof RLP of the nodes from the root on, as `prove` gives them
   */
  isBeginOf(root: Uint8Array, proof: readonly Uint8Array[]): boolean {
    const { last, open } = this;
    if (!last) return proof.length === 0;
    const edge = edgeOf(root, last.key, proof, this.keccak256);
    if (!edge || !equalsBytes(edge.value, last.value)) return false;
    let known = 0;
    for (const { depth, children } of edge.branches) {
      const branch = open[known]?.depth === depth ? open[known++] : undefined;
      const own = nibbleAt(last.key, depth);
      for (let nibble = 0; nibble < own; nibble++)
        if (!isSame(children[nibble], refIn(branch?.children[nibble]))) return false;
    }
    return known === open.length;
  }

  /** The last leaf with all branches below a depth, as what a parent there holds of it. */
  private close(above: number): Exclude<Child, undefined> {
    const { key } = this.last!;
    let child: Exclude<Child, undefined> = this.leaf(Math.max(this.open.at(-1)?.depth ?? -1, above) + 1);
    for (let branch = this.open.at(-1); branch && branch.depth > above; branch = this.open.at(-1)) {
      branch.children[nibbleAt(key, branch.depth)] = child;
      this.open.pop();
      const start = Math.max(this.open.at(-1)?.depth ?? -1, above) + 1;
      const node: Inner = {
        kind: 'inner',
        prefix: nibblesOf(key, start, branch.depth),
        children: branch.children,
      };
      this.placed.push([nibblesOf(key, 0, start), node]);
      child = { kind: 'unread', ref: refOf(encodeInner(node, this.keccak256), this.keccak256) };
    }
    return child;
  }

  private leaf(depth: number): Leaf {
    const { key, value } = this.last!;
    return { kind: 'leaf', key, ref: refOf(encodeLeaf(key, depth, value), this.keccak256) };
  }
}

const refIn = (child: Child): Ref | undefined => (child?.kind === 'fresh' ? undefined : child?.ref);

const isSame = (a: Ref | undefined, b: Ref | undefined): boolean =>
  a === undefined || b === undefined ? a === b : equalsBytes(a, b);
