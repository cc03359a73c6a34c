/** What a block replaced is found entry by entry and as a whole, in however many parts it lies, and is missed when it is lost. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, History } from '../../src/state/history.ts';
import { accountKey, nodeKey, slotKey } from '../../src/state/state-keys.ts';
import { StateStore } from '../../src/state/state-store.ts';
import { encodeVersion, neverWritten } from '../../src/state/version.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { writeNumber } from '../../src/storage/leb128.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { sealRecord } from '../../src/storage/sealed-record.ts';

const hash = (number: number) => Buffer.from(keccak_256(Uint8Array.of(number))).toString('latin1');
/** A name of one of few contracts, so that keys share long beginnings. */
const name = fc.nat(255).map(hash);
const contract = fc.nat(2).map(hash);
const path = fc.uint8Array({ max: 15, maxLength: 64 });
const key = fc.oneof(
  name.map(accountKey),
  fc.tuple(contract, name).map(([address, slot]) => slotKey(address, slot)),
  path.map((way) => nodeKey(way)),
  fc.tuple(path, contract).map(([way, address]) => nodeKey(way, address)),
);
const version = fc.uint8Array({ minLength: 5, maxLength: 1_200 });
const entries: fc.Arbitrary<Entry[]> = fc.uniqueArray(fc.tuple(key, version), {
  selector: ([each]) => each,
  maxLength: 300,
});

async function storeWith(written: readonly Entry[]): Promise<[KeyValueStore, History]> {
  const store = createMemoryStore();
  const history = new History(store, keccak_256);
  await store.write(history.write('records', 7, written));
  return [store, history];
}

function allOf(history: History): Entry[] {
  const all: Entry[] = [];
  history.forget('records', 7, (entry) => all.push(entry));
  return all;
}

async function keysOf(store: KeyValueStore): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const each of store.keys(...keys.all)) found.push(each);
  return found;
}

test('gives back each entry and all of them, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.array(key), async (written, others) => {
      const [store, history] = await storeWith(written);
      const expected = new Map(written);
      for (const [each, value] of expected) expect(history.read('records', 7, each)).toEqual(value);
      for (const each of others) expect(history.read('records', 7, each)).toEqual(expected.get(each));
      const all = allOf(history);
      expect(new Map(all)).toEqual(expected);
      expect(all.map(([each]) => each)).toEqual([...expected.keys()].sort());
      // No record but for one long entry needs pages of its own, and keys only rise.
      for (const each of await keysOf(store)) expect(store.get(each)!.length).toBeLessThan(2_034);
      await store.write(history.forget('records', 7));
      expect(await keysOf(store)).toEqual([]);
    }),
  );
});

test('a block that replaced nothing is there all the same', async () => {
  const [store, history] = await storeWith([]);
  expect(history.has('records', 7)).toBe(true);
  expect(history.has('records', 8)).toBe(false);
  expect(history.has('nodes', 7)).toBe(false);
  expect(allOf(history)).toEqual([]);
  expect(history.read('records', 7, accountKey(hash(1)))).toBeUndefined();
  expect(await keysOf(store)).toHaveLength(1);
});

test('D10: whichever part is lost, whoever needs it is told, and so are pruning and going back', async () => {
  const replaced = Array.from(
    { length: 200 },
    (_, index): Entry => [
      accountKey(hash(index)),
      encodeVersion({ ...neverWritten, value: Uint8Array.of(index) }),
    ],
  );
  const [store, history] = await storeWith(replaced);
  const states = new StateStore(store, keccak_256);
  const parts = await keysOf(store);
  expect(parts.length).toBeGreaterThan(5);
  const lost =
    /The database is damaged: what block 7 replaced in the state is not there\. Restore a backup\./;
  for (const part of parts) {
    const record = store.get(part)!;
    await store.write([[part, undefined]]);
    let missed = 0;
    for (const [each, value] of replaced) {
      try {
        expect(history.read('records', 7, each)).toEqual(value);
      } catch (error) {
        expect((error as Error).message).toMatch(lost);
        missed++;
      }
    }
    expect(missed).toBeGreaterThan(0);
    expect(() => states.forget('records', 7, new Map())).toThrow(lost);
    expect(() => states.goBack('records', 6, 7)).toThrow(lost);
    await store.write([[part, record]]);
  }
  expect(states.goBack('records', 6, 7).length).toBe(200 + parts.length);
});

test('entries of a contract with many slots share what their keys have in common', async () => {
  const slots = Array.from(
    { length: 256 },
    (_, index): Entry => [slotKey(hash(1), hash(index)), encodeVersion(neverWritten)],
  );
  const [store] = await storeWith(slots);
  let bytes = 0;
  for (const each of await keysOf(store)) bytes += each.length + store.get(each)!.length;
  expect(bytes / slots.length).toBeLessThan(52);
});

const most = 2 ** 53 - 1;
test.each([
  ['parts', [most]],
  ['bytes that a key shares with the one before it', [0, most, 1, 10, 0]],
  ['bytes of a key', [0, 0, most, 10, 0]],
  ['bytes of a version', [0, 0, 1, 10, most]],
])('D10: a number of %s that is not there is refused before it is trusted', async (_what, numbers) => {
  const [store, history] = await storeWith([]);
  const [key] = await keysOf(store);
  const value: number[] = [];
  for (const number of numbers) writeNumber(value, number);
  await store.write([[key!, sealRecord({ key: key! }, Uint8Array.from(value), keccak_256)]]);
  const refused = /The database is damaged: (a record is cut off|what block 7 replaced .*is not there)/;
  expect(() => history.forget('records', 7)).toThrow(refused);
  for (const name of ['', '\n', accountKey(hash(1))])
    expect(() => history.read('records', 7, name)).toThrow(refused);
});
