/** The index of hashes is a map from hashes to places, however it grew and shrank, and notices what is lost of it. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashIndex, type HashPlace } from '../../src/storage/hash-index.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';

const hashOf = (number: number) => keccak_256(Uint8Array.of(number >> 8, number & 255));
const placeOf = (number: number): HashPlace => ({
  block: BigInt(number * 1_000),
  index: number % 3 === 0 ? undefined : number % 500,
});

async function emptyIndex(): Promise<[KeyValueStore, HashIndex]> {
  const store = createMemoryStore();
  const index = new HashIndex(store, keccak_256);
  await store.write(index.begin().changes());
  return [store, index];
}

async function change(
  store: KeyValueStore,
  index: HashIndex,
  work: (edit: ReturnType<HashIndex['edit']>) => void,
): Promise<void> {
  const edit = index.edit();
  work(edit);
  await store.write(edit.changes());
}

async function contentOf(store: KeyValueStore): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for await (const key of store.keys(...keys.all))
    content.set(Buffer.from(key).toString('hex'), Buffer.from(store.get(key)!).toString('hex'));
  return content;
}

test('has what was added and not removed, in whichever steps', async () => {
  const steps = fc.array(fc.uniqueArray(fc.nat(600), { maxLength: 200 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, async (rounds) => {
      const [store, index] = await emptyIndex();
      const there = new Set<number>();
      for (const numbers of rounds) {
        await change(store, index, (edit) => {
          for (const number of numbers) {
            if (there.delete(number)) edit.remove(hashOf(number), placeOf(number));
            else {
              there.add(number);
              edit.add(hashOf(number), placeOf(number));
            }
          }
        });
        for (let number = 0; number <= 600; number++)
          expect(index.find(hashOf(number))).toEqual(there.has(number) ? [placeOf(number)] : []);
      }
      // As many buckets as there must be, and none else.
      expect((await contentOf(store)).size).toBe(2 + Math.floor(there.size / 24));
    }),
    { numRuns: 25 },
  );
});

test('going back gives the records of before, whichever blocks came in between', async () => {
  const [store, index] = await emptyIndex();
  const block = (from: number) => Array.from({ length: 40 }, (_, at) => from + at);
  const before: Map<string, string>[] = [];
  for (let from = 0; from < 800; from += 40) {
    before.push(await contentOf(store));
    await change(store, index, (edit) => {
      for (const number of block(from)) edit.add(hashOf(number), placeOf(number));
    });
  }
  for (let from = 760; from >= 0; from -= 40) {
    await change(store, index, (edit) => {
      for (const number of block(from)) edit.remove(hashOf(number), placeOf(number));
    });
    const [now, then] = [await contentOf(store), before.pop()!];
    expect([...now.keys()]).toEqual(expect.arrayContaining([...then.keys()]));
    expect(now.size).toBe(then.size);
    for (let number = 0; number < 800; number++)
      expect(index.find(hashOf(number))).toEqual(number < from ? [placeOf(number)] : []);
  }
});

test('hashes that begin alike share a name, and each has its place', async () => {
  const [store, index] = await emptyIndex();
  const [one, other] = [hashOf(1), Uint8Array.of(...hashOf(1).subarray(0, 6), ...hashOf(2).subarray(6))];
  await change(store, index, (edit) => {
    edit.add(one, placeOf(1));
    edit.add(other, placeOf(2));
    for (let number = 3; number < 300; number++) edit.add(hashOf(number), placeOf(number));
  });
  expect(index.find(one)).toEqual([placeOf(1), placeOf(2)]);
  await change(store, index, (edit) => edit.remove(one, placeOf(1)));
  expect(index.find(other)).toEqual([placeOf(2)]);
});

test('hashes that all want one bucket make it longer and are found', async () => {
  const [store, index] = await emptyIndex();
  const ground = (number: number) => {
    const hash = hashOf(number);
    hash.set([0, 0, 0, 0], 2);
    return hash;
  };
  await change(store, index, (edit) => {
    for (let number = 1; number < 2_000; number++) edit.add(ground(number), placeOf(number));
  });
  for (let number = 1; number < 2_000; number++)
    expect(index.find(ground(number))).toContainEqual(placeOf(number));
});

test('D10: a bucket that is lost, or is another one, is an error for all that may be in it', async () => {
  const [store, index] = await emptyIndex();
  await change(store, index, (edit) => {
    for (let number = 0; number < 600; number++) edit.add(hashOf(number), placeOf(number));
  });
  const [lost, other] = [store.get(keys.places(7))!, store.get(keys.places(8))!];
  const errors = () => {
    const found: string[] = [];
    for (let number = 0; number < 600; number++) {
      try {
        expect(index.find(hashOf(number))).toEqual([placeOf(number)]);
      } catch (error) {
        found.push((error as Error).message);
      }
    }
    return found;
  };
  await store.write([[keys.places(7), undefined]]);
  expect(errors().length).toBeGreaterThan(5);
  expect(new Set(errors())).toEqual(
    new Set(['The database is damaged: a bucket of its index is not there. Restore a backup.']),
  );
  await store.write([[keys.places(7), other]]);
  expect(new Set(errors())).toEqual(
    new Set(['The database is damaged: the record of the index fails its checksum. Restore a backup.']),
  );
  await store.write([[keys.places(7), lost]]);
  expect(errors()).toEqual([]);
  expect(() => index.edit().remove(hashOf(700), placeOf(700))).toThrow(/the place of 0x.* is not there/);
});

test('what moves to another bucket while it is looked for is found', async () => {
  const [store, index] = await emptyIndex();
  await change(store, index, (edit) => {
    for (let number = 0; number < 23; number++) edit.add(hashOf(number), placeOf(number));
  });
  for (let number = 0; number < 23; number++) {
    const edit = index.edit();
    for (let more = 0; more < 200; more++) edit.add(hashOf(1_000 + more), placeOf(more));
    const later = createMemoryStore();
    for await (const key of store.keys(...keys.all)) await later.write([[key, store.get(key)]]);
    await later.write(edit.changes());
    // The number of places is read before, all else after.
    let reads = 0;
    const moving = { get: (key: Uint8Array) => (reads++ === 0 ? store : later).get(key) };
    expect(new HashIndex(moving, keccak_256).find(hashOf(number))).toEqual([placeOf(number)]);
  }
});

test('hashes that were ground into one bucket of a salt that is known are spread by another', async () => {
  const store = createMemoryStore();
  const longest = async (salt: Uint8Array, hashes: readonly Uint8Array[]) => {
    const index = new HashIndex(store, keccak_256);
    const edit = index.begin(salt);
    for (const [number, hash] of hashes.entries()) edit.add(hash, placeOf(number));
    return Math.max(...edit.changes().map(([, value]) => value?.length ?? 0));
  };
  const [known, secret] = [new Uint8Array(16), new Uint8Array(16).fill(9)];
  const salted = (hash: Uint8Array) => keccak_256(Uint8Array.of(...known, ...hash.subarray(0, 6)))[5]! & 15;
  const ground: Uint8Array[] = [];
  for (let number = 0; ground.length < 300; number++)
    if (salted(hashOf(number)) === 0) ground.push(hashOf(number));
  expect(await longest(known, ground)).toBeGreaterThan(2 * (await longest(secret, ground)));
});
