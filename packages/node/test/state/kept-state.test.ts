/** What is read of a kept state while the database moves on is what that state had, or a clear refusal. */
import { Common, Mainnet } from '@ethereumjs/common';
import { Account, createAddressFromString } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { beforeEach, expect, test } from 'vitest';
import { proveAccount } from '../../src/state/account-proof.ts';
import { HeadState } from '../../src/state/head-state.ts';
import { keptState } from '../../src/state/kept-state.ts';
import { Retention, StatePruned } from '../../src/state/retention.ts';
import { accountKey, nameOf, slotKey } from '../../src/state/state-keys.ts';
import type { StateSource } from '../../src/state/state-source.ts';
import { StateStore } from '../../src/state/state-store.ts';
import { WorldState } from '../../src/state/world-state.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';

const common = new Common({ chain: Mainnet, hardfork: 'osaka', customCrypto: { keccak256: keccak_256 } });
const addressOf = (digit: number) => createAddressFromString(`0x${String(digit).repeat(40)}`);
const [hot, passing, still, quiet] = [addressOf(1), addressOf(2), addressOf(3), addressOf(4)];
const slot = new Uint8Array(32);
const keyOf = ({ bytes }: typeof hot) => accountKey(nameOf(keccak_256(bytes)));
const slotOf = ({ bytes }: typeof hot) => slotKey(nameOf(keccak_256(bytes)), nameOf(keccak_256(slot)));

let store: KeyValueStore;
let retention: Retention;
let head: HeadState;
let few: number;
/** A chain that keeps so many states, and tries. */
function begin(states: number): void {
  few = states;
  store = createMemoryStore();
  retention = new Retention({ state: few, proofs: few });
  head = new HeadState({ store: new StateStore(store, keccak_256), retention }, 0n);
}
beforeEach(() => begin(3));

/** Writes blocks, in each of which `hot` changes and others do as they are told; the last one may be left undone. */
async function grow(
  from: number,
  to: number,
  also: (world: WorldState, block: number) => Promise<void>,
  isDone = true,
): Promise<void> {
  const world = new WorldState(common, head);
  for (let block = from; block <= to; block++) {
    world.moveTo(head);
    await world.putAccount(hot, new Account(BigInt(block), 1n));
    await also(world, block);
    const step = head.advance(BigInt(block), world.finish().changes);
    await store.write([...step.changes, [keys.meta('head'), Uint8Array.of(block)]]);
    if (isDone || block < to) step.done();
  }
}

/** As a thread beside the node reads: from the same database, and from what the node says is pruned. */
function readBeside(block: bigint, seenHead: bigint): StateSource {
  const beside = new Retention({ state: few, proofs: few }, retention.shared);
  return keptState(new StateStore(store, keccak_256), Number(block), {
    assertKept: (kind) => beside.assertKept(kind, block, seenHead),
  });
}

/** `passing` and its slot are there until block 7 and, if they are to, again from block 8 on. */
const pass = (comesBack: boolean) => async (world: WorldState, block: number) => {
  if (block === 1) for (const each of [still, quiet]) await world.putAccount(each, new Account(1n, 1n));
  if (block === 1 || (block === 8 && comesBack)) {
    await world.putAccount(passing, new Account(5n, 5n));
    await world.putStorage(still, slot, Uint8Array.of(9));
  } else if (block === 7) {
    await world.deleteAccount(passing);
    await world.putStorage(still, slot, new Uint8Array());
  }
};

test('what is read while its block is being forgotten is there, or refused: never gone, never damaged', async () => {
  await grow(1, 8, pass(false));
  const sources = [readBeside(6n, 8n), head.at(6n)];
  for (const source of sources) expect(source.record(keyOf(passing))).toBeDefined();
  // The write of block 9 is there, and the node has not heard of it yet.
  await grow(9, 9, pass(false), false);
  for (const source of sources) {
    for (const key of [keyOf(hot), keyOf(passing), slotOf(still)])
      expect(() => source.record(key)).toThrow(StatePruned);
    expect(() => proveAccount(source, passing.bytes, [], keccak_256)).toThrow(
      'the trie of block 6 is pruned: this node keeps tries from block 7 on (proofs = 3)',
    );
  }
});

test('what came back after its past was forgotten says nothing of that past', async () => {
  await grow(1, 8, pass(false));
  const source = readBeside(6n, 8n);
  await grow(9, 9, pass(false));
  await grow(10, 10, pass(false));
  await grow(11, 11, (world) => world.putAccount(passing, new Account(6n, 6n)));
  expect(() => source.record(keyOf(passing))).toThrow(StatePruned);
  // Nothing has changed there.
  expect(source.record(keyOf(quiet))).toBeDefined();
  expect(readBeside(9n, 11n).record(keyOf(passing))).toBeUndefined();
  expect(readBeside(11n, 11n).record(keyOf(passing))).toBeDefined();
});

test('a state that a read began with is read to the end as long as it is there', async () => {
  begin(1);
  await grow(1, 6, pass(false));
  const source = readBeside(6n, 6n);
  await grow(7, 7, pass(false));
  expect(source.record(keyOf(passing))).toBeDefined();
  expect(proveAccount(source, passing.bytes, [], keccak_256).account.nonce).toBe(5n);
  await grow(8, 8, pass(false));
  expect(() => source.record(keyOf(passing))).toThrow(StatePruned);
});

test('D10: nothing at a key is seen as that, whatever becomes of the trie between two looks at it', async () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    createAddressFromString(`0x${(index + 16).toString(16).repeat(20)}`),
  );
  await grow(1, 6, async (world, block) => {
    if (block === 1) for (const each of many) await world.putAccount(each, new Account(1n, 1n));
  });
  const before = await copyOf(store);
  await grow(7, 7, async (world) => {
    for (const each of many) await world.deleteAccount(each);
  });
  const absent = Array.from({ length: 30 }, (_, index) => keccak_256(Uint8Array.of(index)));
  for (const hash of absent) {
    for (let gets = 0; gets < 8; gets++) {
      let left = gets;
      const moving = { get: (key: Uint8Array) => (left-- > 0 ? before : store).get(key) };
      const source = keptState(new StateStore(moving, keccak_256), 6, { assertKept: () => undefined });
      expect(source.record(accountKey(nameOf(hash)))).toBeUndefined();
    }
  }
});

async function copyOf(original: KeyValueStore): Promise<KeyValueStore> {
  const copy = createMemoryStore();
  for await (const key of original.keys(...keys.all)) await copy.write([[key, original.get(key)]]);
  return copy;
}
