import { compareKeys, extendPath } from './nibbles.ts';
import type { Child, Inner, Leaf, Root } from './node.ts';
import type { TrieReader } from './reader.ts';

/** All leaves of a trie in the order of their keys, from `start` on. */
export function* leavesFrom(
  root: Root,
  start: Uint8Array,
  reader: Pick<TrieReader, 'node'>,
  path: Uint8Array = new Uint8Array(),
): Generator<Leaf> {
  yield* below(root, start, reader, path);
}

function* below(
  child: Child | Inner,
  start: Uint8Array,
  reader: Pick<TrieReader, 'node'>,
  path: Uint8Array,
): Generator<Leaf> {
  if (child === undefined) return;
  if (child.kind === 'leaf') {
    if (compareKeys(child.key, start) >= 0) yield child;
    return;
  }
  const node: Inner =
    child.kind === 'inner' ? child : child.kind === 'fresh' ? child.node : reader.node(path);
  for (const [nibble, each] of node.children.entries()) {
    const further = extendPath(path, node.prefix, nibble);
    if (each !== undefined && !endsBefore(further, start)) yield* below(each, start, reader, further);
  }
}

/** True if all keys that begin with `path` come before `start`. */
function endsBefore(path: Uint8Array, start: Uint8Array): boolean {
  for (let index = 0; index < path.length && index < 2 * start.length; index++) {
    const nibble = (index & 1) === 0 ? start[index >> 1]! >> 4 : start[index >> 1]! & 15;
    if (path[index] !== nibble) return path[index]! < nibble;
  }
  return false;
}
