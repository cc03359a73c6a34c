/** A trie made of sorted leaves is the one that updates make, and knows at each leaf whether it is the begin of a root. */
import { verifyMerkleRangeProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edgeOf } from '../../src/trie/edge.ts';
import { compareKeys } from '../../src/trie/nibbles.ts';
import type { Inner } from '../../src/trie/node.ts';
import { prove } from '../../src/trie/prove.ts';
import { encodeNode } from '../../src/trie/record.ts';
import { SortedTrie } from '../../src/trie/sorted-trie.ts';
import { updateTrie } from '../../src/trie/update.ts';

type Leaf = { key: Uint8Array; value: Uint8Array };

const unread = {
  node: () => {
    throw new Error('nothing is there to read');
  },
  value: () => {
    throw new Error('nothing is there to read');
  },
};

/** The same leaves by updates, with their proofs. */
function updated(leaves: readonly Leaf[]) {
  const { root, hash, placed } = updateTrie(undefined, leaves, unread, keccak_256);
  const nodes = new Map(placed.map(([path, node]) => [bytesToHex(path), node]));
  const values = new Map(leaves.map(({ key, value }) => [bytesToHex(key), value]));
  const reader = {
    node: (path: Uint8Array): Inner => nodes.get(bytesToHex(path))!,
    value: (key: Uint8Array) => values.get(bytesToHex(key))!,
  };
  return { root, hash, nodes, proofOf: (key: Uint8Array) => prove(root, key, reader, keccak_256) };
}

/** Keys of two or three bytes share much and end soon: there are extensions, and nodes that lie in their parents. */
const leaves = (bytes: number, most: number) =>
  fc
    .uniqueArray(
      fc.record({
        key: fc.uint8Array({ minLength: bytes, maxLength: bytes }),
        value: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      }),
      { selector: ({ key }) => bytesToHex(key), maxLength: most },
    )
    .map((list) => list.sort((a, b) => compareKeys(a.key, b.key)));

const someLeaves = fc.oneof(leaves(2, 60), leaves(3, 40), leaves(32, 40), leaves(1, 256));

describe('sorted leaves', () => {
  test('D27: have the root and the nodes that updates give, whatever the leaves', () => {
    fc.assert(
      fc.property(someLeaves, (list) => {
        const trie = new SortedTrie(keccak_256);
        for (const { key, value } of list) expect(trie.add(key, value)).toBe(true);
        const { root, hash } = trie.end();
        const expected = updated(list);
        expect(hash).toEqual(expected.hash);
        const records = (nodes: Iterable<readonly [string, Inner]>) =>
          new Map([...nodes].map(([path, node]) => [path, encodeNode(node)]));
        const placed = trie.take().map(([path, node]) => [bytesToHex(path), node] as const);
        expect(records(placed)).toEqual(records(expected.nodes));
        expect(root && encodeNode(root)).toEqual(expected.root && encodeNode(expected.root));
      }),
      { numRuns: 400 },
    );
  });

  test('are refused out of order and twice, and nothing changes then', () => {
    const trie = new SortedTrie(keccak_256);
    expect(trie.add(Uint8Array.of(2), Uint8Array.of(1))).toBe(true);
    for (const key of [1, 2]) expect(trie.add(Uint8Array.of(key), Uint8Array.of(1))).toBe(false);
    expect(trie.add(Uint8Array.of(3), Uint8Array.of(1))).toBe(true);
    const expected = updated([2, 3].map((key) => ({ key: Uint8Array.of(key), value: Uint8Array.of(1) })));
    expect(trie.end().hash).toEqual(expected.hash);
  });

  test('a copy goes on apart', () => {
    const list = [1, 2, 0x20, 0x21].map((key) => ({ key: Uint8Array.of(key), value: Uint8Array.of(key) }));
    const trie = new SortedTrie(keccak_256);
    for (const { key, value } of list.slice(0, 2)) trie.add(key, value);
    const copy = trie.copy();
    copy.add(Uint8Array.of(3), Uint8Array.of(3));
    for (const { key, value } of list.slice(2)) trie.add(key, value);
    expect(trie.end().hash).toEqual(updated(list).hash);
  });
});

describe('the begin of a root', () => {
  test('D27: is known at every leaf by the proof of that leaf alone, and @ethereumjs/mpt agrees', async () => {
    await fc.assert(
      fc.asyncProperty(someLeaves, async (list) => {
        const { hash, proofOf } = updated(list);
        const trie = new SortedTrie(keccak_256);
        expect(trie.isBeginOf(hash, [])).toBe(true);
        for (const [index, { key, value }] of list.entries()) {
          trie.add(key, value);
          expect(trie.isBeginOf(hash, proofOf(key))).toBe(true);
          if (index === 0 || index % 7 !== 0) continue;
          const before = list.slice(0, index + 1);
          const proof = [...proofOf(list[0]!.key), ...proofOf(key)];
          const [keys, values] = [before.map((leaf) => leaf.key), before.map((leaf) => leaf.value)];
          await verifyMerkleRangeProof(hash, list[0]!.key, key, keys, values, proof);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('D27: is no other one: a leaf left out, added, changed or moved, another root, a proof of another leaf or with one node more or less', () => {
    fc.assert(
      fc.property(
        someLeaves.filter(({ length }) => length > 2),
        fc.nat(),
        fc.nat(),
        fc.constantFrom(
          'without',
          'other value',
          'other key',
          'more',
          'root',
          'other proof',
          'short',
          'long',
          'flip',
        ),
        (list, first, second, how) => {
          const { hash, proofOf } = updated(list);
          const end = 1 + (first % (list.length - 1));
          const begin = list.slice(0, end + 1);
          const at = second % begin.length;
          const last = begin.at(-1)!;
          const leaves = [...begin];
          let [proof, root] = [proofOf(last.key), hash];
          if (how === 'without') leaves.splice(second % end, 1);
          if (how === 'other value')
            leaves[at] = { ...begin[at]!, value: Uint8Array.of(...begin[at]!.value, 1) };
          if (how === 'other key' || how === 'more') {
            const key = begin[at]!.key.slice();
            key[key.length - 1]! ^= 1;
            const isThere = list.some((leaf) => compareKeys(leaf.key, key) === 0);
            fc.pre(!isThere);
            leaves.splice(at, how === 'more' ? 0 : 1, { ...begin[at]!, key });
            leaves.sort((a, b) => compareKeys(a.key, b.key));
          }
          if (how === 'root') root = keccak_256(hash);
          if (how === 'other proof') {
            const other = list.filter((leaf) => leaf !== last)[second % (list.length - 1)]!;
            proof = proofOf(other.key);
            // Nodes that lie in their parents are in no proof: two leaves may have one.
            fc.pre(RLP.encode(proof).join() !== RLP.encode(proofOf(last.key)).join());
          }
          if (how === 'short') proof = proof.slice(0, -1);
          if (how === 'long') proof = [...proof, proof[0]!];
          if (how === 'flip') {
            const node = proof[second % proof.length]!.slice();
            node[first % node.length]! ^= 1 << (second % 8);
            proof[second % proof.length] = node;
          }
          const trie = new SortedTrie(keccak_256);
          for (const { key, value } of leaves) trie.add(key, value);
          expect(trie.isBeginOf(root, proof)).toBe(false);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('D27: of the empty trie is nothing, and has no proof', () => {
    const trie = new SortedTrie(keccak_256);
    const { hash } = trie.end();
    expect(hash).toEqual(updated([]).hash);
    expect(trie.isBeginOf(hash, [RLP.encode('')])).toBe(false);
    expect(edgeOf(hash, Uint8Array.of(1), [RLP.encode('')], keccak_256)).toBeUndefined();
  });

  test('a single leaf is its own root', () => {
    const list = [{ key: new Uint8Array(32), value: Uint8Array.of(5) }];
    const { hash, proofOf } = updated(list);
    const trie = new SortedTrie(keccak_256);
    trie.add(list[0]!.key, list[0]!.value);
    expect(trie.isBeginOf(hash, proofOf(list[0]!.key))).toBe(true);
    expect(trie.end().hash).toEqual(hash);
  });

  test('nodes that name themselves or nonsense lead nowhere', () => {
    const odd = [[], [[]], ['0x20'], ['0x', '0x'], ['0x00', [['0x00', '0x']]], Array(17).fill('0x')];
    for (const each of odd) {
      const rlp = RLP.encode(each as never);
      expect(edgeOf(keccak_256(rlp), new Uint8Array(32), [rlp], keccak_256)).toBeUndefined();
    }
  });
});
