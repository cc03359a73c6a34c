/**
 * A Merkle Patricia trie (Ethereum Yellow Paper, appendix D) as it is held here: an extension and the branch below it
 * are one node, `Inner`, and a leaf is no node at all but what its parent says of it, since its value is elsewhere.
 * Nodes are never changed: what was read for one state stays as it is while another is made from it.
 */

/** What a parent holds of a child: its RLP where that is below 32 bytes, else the hash of it. */
export type Ref = Uint8Array;

/** A value, by its whole key. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly key: Uint8Array;
  readonly ref: Ref;
}

/** A branch, and what the keys below it share before it. */
export interface Inner {
  readonly kind: 'inner';
  /** Nibbles between the way to this node and its branch; mostly none. */
  readonly prefix: Uint8Array;
  /** 16 of them, at least two that are there. */
  readonly children: readonly Child[];
}

/** An inner node that is not looked at yet. */
export interface Unread {
  readonly kind: 'unread';
  readonly ref: Ref;
}

/** An inner node that is new, and what its parent says of it once that is known. */
export interface Fresh {
  readonly kind: 'fresh';
  readonly node: Inner;
}

export type Child = Leaf | Unread | Fresh | undefined;

/** A whole trie: nothing, one value, or a node. */
export type Root = Leaf | Inner | undefined;
