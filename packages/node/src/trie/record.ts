import { damaged } from '../storage/sealed-record.ts';
import { packPath } from './nibbles.ts';
import type { Child, Inner, Leaf, Root } from './node.ts';

/** What is kept of a node: whether it is a leaf, its prefix, which children there are and which of them are leaves. */
const [leafTag, innerTag] = [0, 1];

/** Bytes of a node as the database keeps it. A leaf is kept only where it is a whole trie. */
export function encodeNode(node: Leaf | Inner): Uint8Array {
  if (node.kind === 'leaf') return Uint8Array.of(leafTag, ...encodeChild(node));
  const prefix = packPath(node.prefix);
  const children = node.children.map((child) => (child ? encodeChild(child) : undefined));
  let length = 1 + prefix.length + 4;
  for (const child of children) length += child?.length ?? 0;
  const record = new Uint8Array(length);
  record[0] = innerTag;
  record.set(prefix, 1);
  let at = 1 + prefix.length;
  let [there, leaves] = [0, 0];
  for (const [nibble, child] of node.children.entries()) {
    if (child) there |= 1 << nibble;
    if (child?.kind === 'leaf') leaves |= 1 << nibble;
  }
  record.set([there >> 8, there & 255, leaves >> 8, leaves & 255], at);
  at += 4;
  for (const child of children) {
    if (!child) continue;
    record.set(child, at);
    at += child.length;
  }
  return record;
}

/** A ref with its length and, of a leaf, its key with its length before it. */
function encodeChild(child: Exclude<Child, undefined>): Uint8Array {
  if (child.kind === 'fresh') throw new Error('a node is kept when its children have their place');
  const { ref } = child;
  const key = child.kind === 'leaf' ? child.key : undefined;
  const encoded = new Uint8Array(1 + ref.length + (key ? 1 + key.length : 0));
  encoded[0] = ref.length;
  encoded.set(ref, 1);
  if (key) {
    encoded[1 + ref.length] = key.length;
    encoded.set(key, 2 + ref.length);
  }
  return encoded;
}

/** Reads what `encodeNode` wrote. @throws StorageError */
export function decodeNode(record: Uint8Array): Exclude<Root, undefined> {
  const reader = new RecordReader(record);
  if (reader.byte() === leafTag) return reader.leaf();
  const prefix = reader.nibbles();
  const there = (reader.byte() << 8) | reader.byte();
  const leaves = (reader.byte() << 8) | reader.byte();
  const children: Child[] = Array(16).fill(undefined);
  for (let nibble = 0; nibble < 16; nibble++) {
    const bit = 1 << nibble;
    if (leaves & bit) children[nibble] = reader.leaf();
    else if (there & bit) children[nibble] = { kind: 'unread', ref: reader.string() };
  }
  return { kind: 'inner', prefix, children };
}

class RecordReader {
  private at = 0;

  constructor(private readonly record: Uint8Array) {}

  byte(): number {
    const byte = this.record[this.at++];
    if (byte === undefined) throw damaged('a trie node is cut off');
    return byte;
  }

  string(): Uint8Array {
    const length = this.byte();
    this.at += length;
    if (this.at > this.record.length) throw damaged('a trie node is cut off');
    return this.record.slice(this.at - length, this.at);
  }

  leaf(): Leaf {
    const ref = this.string();
    return { kind: 'leaf', ref, key: this.string() };
  }

  nibbles(): Uint8Array {
    const nibbles = new Uint8Array(this.byte());
    for (let index = 0; index < nibbles.length; index += 2) {
      const byte = this.byte();
      nibbles[index] = byte >> 4;
      if (index + 1 < nibbles.length) nibbles[index + 1] = byte & 15;
    }
    return nibbles;
  }
}
