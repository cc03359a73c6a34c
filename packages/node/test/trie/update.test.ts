/** Tries made by random updates have the roots and the proofs that @ethereumjs/mpt gives, whichever way they came about. */
import { createMPT, MerklePatriciaTrie, verifyMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex, concatBytes } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, packPath } from '../../src/trie/nibbles.ts';
import type { Root } from '../../src/trie/node.ts';
import { orderedRoot } from '../../src/trie/ordered-root.ts';
import { hasKey, prove } from '../../src/trie/prove.ts';
import type { TrieReader } from '../../src/trie/reader.ts';
import { decodeNode, encodeNode } from '../../src/trie/record.ts';
import { type Update, updateTrie } from '../../src/trie/update.ts';
import { leavesFrom } from '../../src/trie/walk.ts';

const name = (bytes: Uint8Array) => bytesToHex(bytes);

/** A trie as a database holds it: records by their way, values by their key. */
class KeptTrie {
  readonly values = new Map<string, Uint8Array>();
  readonly records = new Map<string, Uint8Array>();
  hash: Uint8Array = keccak_256(RLP.encode(''));

  readonly reader: TrieReader = {
    node: (path) => {
      const node = decodeNode(this.records.get(name(packPath(path)))!);
      if (node.kind !== 'inner') throw new Error('a leaf is no node');
      return node;
    },
    value: (key) => this.values.get(name(key))!,
  };

  get root(): Root {
    const record = this.records.get(name(packPath(new Uint8Array())));
    return record && decodeNode(record);
  }

  update(updates: readonly Update[]): void {
    const { root, hash, placed, removed } = updateTrie(this.root, updates, this.reader, keccak_256);
    for (const { key, value } of updates) {
      if (value) this.values.set(name(key), value);
      else this.values.delete(name(key));
    }
    const top = name(packPath(new Uint8Array()));
    for (const path of removed) this.records.delete(name(packPath(path)));
    for (const [path, node] of placed) this.records.set(name(packPath(path)), encodeNode(node));
    if (root === undefined) this.records.delete(top);
    else if (root.kind === 'leaf') this.records.set(top, encodeNode(root));
    this.hash = hash;
  }
}

/** Keys that share much, so that prefixes come, split and go. */
const key = fc
  .tuple(fc.constantFrom(0x00, 0x01, 0x10, 0xff), fc.constantFrom(0, 1, 0x0f, 0xf0), fc.nat(3))
  .map(([first, middle, last]) => {
    const bytes = new Uint8Array(32);
    bytes.set([first, middle, middle]);
    bytes[31] = last;
    return bytes;
  });
const value = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 2 }),
  fc.uint8Array({ minLength: 30, maxLength: 80 }),
);
const block = fc.uniqueArray(fc.record({ key, value: fc.option(value, { nil: undefined }) }), {
  selector: (update) => name(update.key),
  maxLength: 12,
});

test('roots, records and proofs are those of a trie that was made at once, and of @ethereumjs/mpt', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(block, { maxLength: 8 }),
      fc.array(key, { maxLength: 4 }),
      async (blocks, asked) => {
        const kept = new KeptTrie();
        const peer = new MerklePatriciaTrie();
        for (const updates of blocks) {
          kept.update(updates);
          for (const { key, value } of updates) await (value ? peer.put(key, value) : peer.del(key));
          expect(name(kept.hash)).toBe(name(peer.root()));
        }
        const atOnce = new KeptTrie();
        atOnce.update(
          [...kept.values].map(([hex, value]) => ({ key: Buffer.from(hex.slice(2), 'hex'), value })),
        );
        expect(new Map([...kept.records].sort())).toEqual(new Map([...atOnce.records].sort()));
        const { root, reader } = kept;
        for (const key of asked) {
          const known = kept.values.get(name(key));
          expect(hasKey(root, key, reader)).toBe(known !== undefined);
          if (!root) continue;
          const proof = prove(root, key, reader, keccak_256);
          expect((await verifyMerkleProof(key, proof)) ?? undefined).toEqual(known);
          const sorted = [...kept.values.keys()].sort().filter((each) => each >= name(key));
          expect([...leavesFrom(root, key, reader)].map((leaf) => name(leaf.key))).toEqual(sorted);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('the first node of a proof has the root as its hash', async () => {
  const kept = new KeptTrie();
  kept.update([{ key: new Uint8Array(32), value: Uint8Array.of(5) }]);
  expect(keccak_256(prove(kept.root, new Uint8Array(32), kept.reader, keccak_256)[0]!)).toEqual(kept.hash);
});

test('thousands of random keys, in blocks, give the root of @ethereumjs/mpt', async () => {
  const kept = new KeptTrie();
  const peer = await createMPT();
  let seed = keccak_256(Uint8Array.of(7));
  for (let round = 0; round < 10; round++) {
    const updates: Update[] = [];
    for (let index = 0; index < 300; index++) {
      seed = keccak_256(seed);
      const old = [...kept.values.keys()][seed[0]! * 3 + 1];
      if (seed[1]! < 100 && old !== undefined && round > 2) {
        const key = new Uint8Array(Buffer.from(old.slice(2), 'hex'));
        if (updates.some((update) => compareKeys(update.key, key) === 0)) continue;
        updates.push({ key, value: seed[2]! < 128 ? undefined : seed.slice(0, 5) });
      } else updates.push({ key: seed, value: concatBytes(seed, seed) });
    }
    kept.update(updates);
    for (const { key, value } of updates) await (value ? peer.put(key, value) : peer.del(key));
    expect(name(kept.hash)).toBe(name(peer.root()));
  }
});

test.each([0, 1, 2, 16, 127, 128, 129, 300])('a list of %d has its root', async (count) => {
  const values = Array.from({ length: count }, (_, i) => new Uint8Array((i % 70) + 1).fill(i + 1));
  const peer = new MerklePatriciaTrie();
  for (const [index, each] of values.entries()) await peer.put(RLP.encode(index), each);
  expect(name(orderedRoot(values, keccak_256))).toBe(name(peer.root()));
});
