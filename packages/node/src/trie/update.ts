import type { Keccak256 } from '../crypto/keccak.ts';
import { encodeBranch, encodeExtension, encodeLeaf, refOf } from './encode.ts';
import { beginsWith, compareKeys, extendPath, nibbleAt, nibblesOf, sharedNibbles } from './nibbles.ts';
import type { Child, Fresh, Inner, Leaf, Root } from './node.ts';
import type { TrieReader } from './reader.ts';

/** A value to be, or undefined for none. */
export interface Update {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** What came of updates: the trie, its root hash, and what is at which way now. */
export interface Updated {
  readonly root: Root;
  readonly hash: Uint8Array;
  /** New nodes by their ways, a node after those below it. */
  readonly placed: readonly (readonly [path: Uint8Array, node: Inner])[];
  /** Ways whose node went away; one that another node took is among `placed` as well. */
  readonly removed: readonly Uint8Array[];
}

const noPath = new Uint8Array();
const emptyTrie = Uint8Array.of(0x80);

/**
 * Makes one trie from another by updates of different keys, none of which begins with another. Reads each node on the
 * way to a key once, and hashes each new node once.
 * @param updates in any order
 * @throws StorageError from the reader
 */
export function updateTrie(
  root: Root,
  updates: readonly Update[],
  reader: TrieReader,
  keccak256: Keccak256,
): Updated {
  const sorted = [...updates].sort((a, b) => compareKeys(a.key, b.key));
  return new TrieUpdate(sorted, reader, keccak256).run(root);
}

class TrieUpdate {
  private readonly removed: Uint8Array[] = [];
  private readonly placed: [Uint8Array, Inner][] = [];

  constructor(
    private readonly updates: readonly Update[],
    private readonly reader: TrieReader,
    private readonly keccak256: Keccak256,
  ) {}

  run(root: Root): Updated {
    const child = this.update(root?.kind === 'inner' ? fresh(root) : root, noPath, this.updates);
    const { placed, removed } = this;
    if (child === undefined) return { root: child, hash: this.keccak256(emptyTrie), placed, removed };
    if (child.kind === 'leaf') {
      const rlp = encodeLeaf(child.key, 0, this.valueOf(child.key));
      return { root: child, hash: this.keccak256(rlp), placed, removed };
    }
    const node = child.kind === 'fresh' ? child.node : this.reader.node(noPath);
    const hash = this.keccak256(this.settle(node, noPath));
    return { root: placed.at(-1)![1], hash, placed, removed };
  }

  /** What is at `path` after sorted updates of keys that begin with it. */
  private update(child: Child, path: Uint8Array, updates: readonly Update[]): Child {
    if (updates.length === 0) return child;
    if (child === undefined) return this.build(path.length, updates.filter(hasValue));
    if (child.kind === 'leaf') return this.build(path.length, this.withLeaf(child, updates));
    const node = child.kind === 'fresh' ? child.node : this.reader.node(path);
    const isBelow = ({ key }: Update) => beginsWith(key, path.length, node.prefix);
    const telling = updates.filter((update) => hasValue(update) || isBelow(update));
    if (telling.length === 0) return child;
    return telling.every(isBelow) ? this.descend(node, path, telling) : this.split(node, path, telling);
  }

  /** Updates of keys that all are below a node's branch. */
  private descend(node: Inner, path: Uint8Array, updates: readonly Update[]): Child {
    const { prefix } = node;
    const children = [...node.children];
    for (const [nibble, group] of groupsAt(updates, path.length + prefix.length))
      children[nibble] = this.update(children[nibble], extendPath(path, prefix, nibble), group);
    const [first, second] = children.flatMap((each, nibble) => (each === undefined ? [] : nibble));
    if (first !== undefined && second !== undefined) return fresh({ kind: 'inner', prefix, children });
    this.removed.push(path);
    return first === undefined ? undefined : this.lift(children[first]!, path, prefix, first);
  }

  /** The only child of a branch takes its place. */
  private lift(
    child: Exclude<Child, undefined>,
    path: Uint8Array,
    prefix: Uint8Array,
    nibble: number,
  ): Child {
    if (child.kind === 'leaf') return this.leaf(child.key, path.length, this.valueOf(child.key));
    const from = extendPath(path, prefix, nibble);
    const node = child.kind === 'fresh' ? child.node : this.reader.node(from);
    this.removed.push(from);
    const longer = extendPath(prefix, noPath, nibble);
    return fresh({ ...node, prefix: Uint8Array.of(...longer, ...node.prefix) });
  }

  /** A branch comes above a node whose prefix not all new keys share. */
  private split(node: Inner, path: Uint8Array, updates: readonly Update[]): Child {
    let shared = node.prefix.length;
    for (const { key } of updates) shared = sharedWith(key, path.length, node.prefix.subarray(0, shared));
    const children: Child[] = Array(16).fill(undefined);
    children[node.prefix[shared]!] = fresh({ ...node, prefix: node.prefix.slice(shared + 1) });
    this.removed.push(path);
    return this.descend({ kind: 'inner', prefix: node.prefix.slice(0, shared), children }, path, updates);
  }

  /** A trie of sorted values alone. */
  private build(depth: number, values: readonly Present[]): Child {
    const [first] = values;
    if (first === undefined) return undefined;
    if (values.length === 1) return this.leaf(first.key, depth, first.value);
    const fork = depth + sharedNibbles(first.key, values.at(-1)!.key, depth);
    const children: Child[] = Array(16).fill(undefined);
    for (const [nibble, group] of groupsAt(values, fork)) children[nibble] = this.build(fork + 1, group);
    return fresh({ kind: 'inner', prefix: nibblesOf(first.key, depth, fork), children });
  }

  /** Values to be, with that of a leaf that was there unless an update is of its key. */
  private withLeaf({ key }: Leaf, updates: readonly Update[]): Present[] {
    const values = updates.filter(hasValue);
    if (updates.some((update) => compareKeys(update.key, key) === 0)) return values;
    return [...values, { key, value: this.valueOf(key) }].sort((a, b) => compareKeys(a.key, b.key));
  }

  private leaf(key: Uint8Array, depth: number, value: Uint8Array): Leaf {
    return { kind: 'leaf', key, ref: refOf(encodeLeaf(key, depth, value), this.keccak256) };
  }

  /** The value of a leaf: a new one, or the one that was there. */
  private valueOf(key: Uint8Array): Uint8Array {
    return findUpdate(this.updates, key)?.value ?? this.reader.value(key);
  }

  /** Gives new nodes their place, from below, and returns the RLP of this one. */
  private settle(node: Inner, path: Uint8Array): Uint8Array {
    const children = node.children.map((child, nibble): Child => {
      if (child?.kind !== 'fresh') return child;
      const rlp = this.settle(child.node, extendPath(path, node.prefix, nibble));
      return { kind: 'unread', ref: refOf(rlp, this.keccak256) };
    });
    const settled = { ...node, children };
    this.placed.push([path, settled]);
    return encodeInner(settled, this.keccak256);
  }
}

/** RLP of a node all of whose children have their refs: of its extension, where it has one, else of its branch. */
export function encodeInner({ prefix, children }: Inner, keccak256: Keccak256): Uint8Array {
  const branch = encodeBranch(children.map((child) => (child?.kind === 'fresh' ? undefined : child?.ref)));
  return prefix.length === 0 ? branch : encodeExtension(prefix, refOf(branch, keccak256));
}

interface Present extends Update {
  readonly value: Uint8Array;
}

const hasValue = (update: Update): update is Present => update.value !== undefined;

const fresh = (node: Inner): Fresh => ({ kind: 'fresh', node });

/** How many of these nibbles a key has from `from` on. */
function sharedWith(key: Uint8Array, from: number, nibbles: Uint8Array): number {
  let shared = 0;
  while (shared < nibbles.length && nibbleAt(key, from + shared) === nibbles[shared]) shared++;
  return shared;
}

/** Sorted updates in groups of the same nibble at `depth`. */
function* groupsAt<T extends Update>(updates: readonly T[], depth: number): Generator<[number, T[]]> {
  for (let start = 0; start < updates.length; ) {
    const nibble = nibbleAt(updates[start]!.key, depth);
    let end = start + 1;
    while (end < updates.length && nibbleAt(updates[end]!.key, depth) === nibble) end++;
    yield [nibble, updates.slice(start, end)];
    start = end;
  }
}

/** By bisection. */
function findUpdate(sorted: readonly Update[], key: Uint8Array): Update | undefined {
  let [low, high] = [0, sorted.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareKeys(sorted[middle]!.key, key);
    if (order === 0) return sorted[middle];
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
