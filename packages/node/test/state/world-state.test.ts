/** Whatever is done to it, the flat state answers as @ethereumjs' Merkle state manager does, and has the same roots. */
import { Common, Mainnet } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { Caches, getMerkleStateProof, MerkleStateManager } from '@ethereumjs/statemanager';
import { Account, bytesToHex, createAddressFromString } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proveAccount } from '../../src/state/account-proof.ts';
import { HeadState } from '../../src/state/head-state.ts';
import { Retention } from '../../src/state/retention.ts';
import { emptyState } from '../../src/state/state-source.ts';
import { StateStore } from '../../src/state/state-store.ts';
import { WorldState } from '../../src/state/world-state.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';

const common = new Common({ chain: Mainnet, hardfork: 'osaka', customCrypto: { keccak256: keccak_256 } });
const addresses = [1, 2, 3, 4, 5].map((n) => createAddressFromString(`0x${String(n).repeat(40)}`));
const slots = [0, 1, 2, 3].map((n) => new Uint8Array(32).fill(n, 31));

type Deed =
  | { do: 'balance' | 'code'; who: number; to: number }
  | { do: 'slot'; who: number; which: number; to: number }
  | { do: 'delete' | 'clear'; who: number }
  | { do: 'read'; who: number; which: number }
  | { do: 'checkpoint' | 'commit' | 'revert' };

const who = fc.nat(addresses.length - 1);
const which = fc.nat(slots.length - 1);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('balance'), who, to: fc.nat(3) } as const) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('slot' as const), who, which, to: fc.nat(2) }) },
  fc.record({ do: fc.constant('code' as const), who, to: fc.nat(3) }),
  fc.record({ do: fc.constant('delete' as const), who }),
  fc.record({ do: fc.constant('clear' as const), who }),
  fc.record({ do: fc.constant('read' as const), who, which }),
  fc.record({ do: fc.constantFrom('checkpoint' as const, 'commit' as const, 'revert' as const) }),
);
type Manager = Pick<
  MerkleStateManager,
  | 'getAccount'
  | 'putAccount'
  | 'deleteAccount'
  | 'getCode'
  | 'putCode'
  | 'getStorage'
  | 'putStorage'
  | 'clearStorage'
  | 'checkpoint'
  | 'commit'
  | 'revert'
>;

/** Does what it is told, and everything that it could see afterwards. */
async function run(state: Manager, deeds: readonly Deed[]): Promise<unknown[]> {
  let depth = 0;
  const seen: unknown[] = [];
  await state.checkpoint();
  for (const each of deeds) {
    if ('who' in each) seen.push(await act(state, each));
    else if (each.do === 'checkpoint') await state.checkpoint().then(() => depth++);
    else if (depth > 0) await state[each.do]().then(() => depth--);
  }
  for (; depth >= 0; depth--) await state.commit();
  return seen;
}

async function act(state: Manager, each: Extract<Deed, { who: number }>): Promise<unknown> {
  const address = addresses[each.who]!;
  const account = await state.getAccount(address);
  if (each.do === 'balance') {
    const changed = account ?? new Account();
    changed.balance = BigInt(each.to);
    changed.nonce += 1n;
    await state.putAccount(address, changed);
  } else if (each.do === 'delete') {
    await state.clearStorage(address); // Without it the library remembers slots of an account that is gone.
    await state.deleteAccount(address);
  } else if (!account) return 'nobody';
  else if (each.do === 'slot') {
    const value = each.to === 0 ? new Uint8Array() : new Uint8Array(each.to * 9).fill(each.to);
    await state.putStorage(address, slots[each.which]!, value);
  } else if (each.do === 'code') await state.putCode(address, new Uint8Array(each.to * 20).fill(each.to));
  else if (each.do === 'clear') await state.clearStorage(address);
  else if (each.do === 'read') return [bytesToHex(await state.getStorage(address, slots[each.which]!))];
  return undefined;
}

async function look(state: Manager): Promise<unknown> {
  const all = [];
  for (const address of addresses) {
    const account = await state.getAccount(address);
    const values = account ? await Promise.all(slots.map((slot) => state.getStorage(address, slot))) : [];
    all.push([
      account?.balance,
      account?.nonce,
      account && bytesToHex(await state.getCode(address)),
      values.map((value) => bytesToHex(value)),
    ]);
  }
  return all;
}

const open = (
  store: KeyValueStore,
  block: number,
  retention = new Retention({ state: 'archive', proofs: 'archive' }),
) => new HeadState({ store: new StateStore(store, keccak_256), retention }, BigInt(block));

test('random blocks: answers, roots, old states, proofs and going back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(deed, { maxLength: 14 }), { maxLength: 6 }),
      fc.nat(6),
      async (blocks, back) => {
        const store = createMemoryStore();
        const head = open(store, 0);
        const world = new WorldState(common, head);
        const trie = new MerklePatriciaTrie({ useKeyHashing: true, common });
        const peer = new MerkleStateManager({ common, trie, caches: new Caches() });
        const roots = [await peer.getStateRoot()];
        const looks = [await look(peer)];
        for (const [index, deeds] of blocks.entries()) {
          world.moveTo(head);
          const [ours, theirs] = [await run(world, deeds), await run(peer, deeds)];
          expect(ours).toEqual(theirs);
          const { root, changes } = world.finish();
          roots.push(await peer.getStateRoot());
          looks.push(await look(peer));
          expect(bytesToHex(root)).toBe(bytesToHex(roots.at(-1)!));
          expect(await look(world)).toEqual(looks.at(-1));
          const step = head.advance(BigInt(index + 1), changes);
          await store.write(step.changes);
          step.done();
        }
        const check = async (state: HeadState, until: number) => {
          for (let block = 0; block <= until; block++) {
            const source = state.at(BigInt(block));
            expect(await look(new WorldState(common, source))).toEqual(looks[block]);
            expect(bytesToHex(new WorldState(common, source).finish().root)).toBe(bytesToHex(roots[block]!));
            const past = peer.shallowCopy();
            await past.setStateRoot(roots[block]!);
            for (const address of addresses) {
              const theirs = await getMerkleStateProof(past, address, slots);
              const ours = proveAccount(source, address.bytes, slots, keccak_256);
              expect(ours.proof.map((node) => bytesToHex(node))).toEqual(theirs.accountProof);
              const proofs = ours.slots.map(({ proof }) => proof.map((node) => bytesToHex(node)));
              // The library says nothing of the slots of nobody.
              if (await past.getAccount(address))
                expect(proofs).toEqual(theirs.storageProof.map(({ proof }) => proof));
              else expect(proofs).toEqual(slots.map(() => []));
            }
          }
        };
        await check(head, blocks.length);
        const to = Math.min(back, blocks.length);
        const step = head.goBack(BigInt(to));
        await store.write(step.changes);
        step.done();
        await check(head, to);
        await check(open(store, to), to);
      },
    ),
    { numRuns: 60 },
  );
});

test('pruned states are refused, kept ones read, and what is forgotten leaves nothing', async () => {
  const store = createMemoryStore();
  const retention = new Retention({ state: 5, proofs: 2 });
  const head = open(store, 0, retention);
  const world = new WorldState(common, head);
  const [first, second] = [addresses[0]!, addresses[1]!];
  for (let block = 1; block <= 300; block++) {
    world.moveTo(head);
    await world.putAccount(first, new Account(BigInt(block), 1n));
    await world.putStorage(first, slots[0]!, Uint8Array.of(1 + (block % 250)));
    // Comes and goes.
    if (block % 2) await world.putAccount(second, new Account(1n, 1n));
    else await world.deleteAccount(second);
    await world.putStorage(first, slots[1]!, block % 2 ? Uint8Array.of(7) : new Uint8Array());
    const step = head.advance(BigInt(block), world.finish().changes);
    await store.write(step.changes);
    step.done();
  }
  for (let block = 296; block <= 300; block++) {
    const past = new WorldState(common, head.at(BigInt(block)));
    expect((await past.getAccount(first))?.nonce).toBe(BigInt(block));
    expect((await past.getAccount(second)) !== undefined).toBe(block % 2 === 1);
    expect([...(await past.getStorage(first, slots[1]!))]).toEqual(block % 2 ? [7] : []);
  }
  expect(() => head.at(295n)).toThrow(
    'the state of block 295 is pruned: this node keeps states from block 296 on (state = 5)',
  );
  expect(() => proveAccount(head.at(298n), first.bytes, [], keccak_256)).toThrow(
    'the trie of block 298 is pruned: this node keeps tries from block 299 on (proofs = 2)',
  );
  expect(proveAccount(head.at(299n), first.bytes, [], keccak_256).account.nonce).toBe(299n);
  let entries = 0;
  for await (const _key of store.keys(Uint8Array.of(0), Uint8Array.of(255))) entries++;
  expect(entries).toBeLessThan(60);
});

test.each([1, 2, 3, 4, 5, 6, 7])(
  'what comes back %d blocks after it went is there, whatever is forgotten then',
  async (gap) => {
    const store = createMemoryStore();
    const head = open(store, 0, new Retention({ state: 4, proofs: 2 }));
    const world = new WorldState(common, head);
    const [first, second] = [addresses[0]!, addresses[1]!];
    for (let block = 1; block <= 40; block++) {
      world.moveTo(head);
      await world.putAccount(first, new Account(BigInt(block), 1n));
      const isThere = block % (2 * gap) < gap;
      if (block % gap === 0 && isThere) {
        await world.putAccount(second, new Account(1n, 1n));
        for (const slot of slots) await world.putStorage(first, slot, Uint8Array.of(9));
      } else if (block % gap === 0) {
        await world.deleteAccount(second);
        for (const slot of slots) await world.putStorage(first, slot, new Uint8Array());
      }
      const { root, changes } = world.finish();
      const step = head.advance(BigInt(block), changes);
      await store.write(step.changes);
      step.done();
      for (const source of [head, open(store, block), head.at(BigInt(block))]) {
        const seen = new WorldState(common, source);
        expect(bytesToHex(seen.finish().root)).toBe(bytesToHex(root));
        expect((await seen.getAccount(second)) !== undefined).toBe(block >= gap && isThere);
        expect((await seen.getStorage(first, slots[3]!)).length).toBe(block >= gap && isThere ? 1 : 0);
      }
    }
  },
);

test('a value is found through thousands of changes in a few steps', async () => {
  const store = createMemoryStore();
  let reads = 0;
  const counted: KeyValueStore = {
    ...store,
    get(key) {
      reads++;
      return store.get(key);
    },
  };
  const head = open(counted, 0);
  const world = new WorldState(common, head);
  for (let block = 1; block <= 10_000; block++) {
    world.moveTo(head);
    await world.putAccount(addresses[0]!, new Account(BigInt(block)));
    const step = head.advance(BigInt(block), world.finish().changes);
    await store.write(step.changes);
    step.done();
  }
  for (const block of [1, 63, 64, 65, 4_095, 4_096, 4_097, 8_191, 9_999, 10_000]) {
    reads = 0;
    const account = await new WorldState(common, head.at(BigInt(block))).getAccount(addresses[0]!);
    expect(account?.nonce).toBe(BigInt(block));
    expect(reads).toBeLessThan(200);
  }
});

test('a copy and its original go different ways', async () => {
  const world = new WorldState(common, emptyState);
  await world.putAccount(addresses[0]!, new Account(1n, 5n));
  await world.putStorage(addresses[0]!, slots[0]!, Uint8Array.of(1));
  const copy = world.shallowCopy();
  await copy.putAccount(addresses[0]!, new Account(2n, 5n));
  await copy.putStorage(addresses[0]!, slots[0]!, Uint8Array.of(2));
  expect((await world.getAccount(addresses[0]!))?.nonce).toBe(1n);
  expect([...(await world.getStorage(addresses[0]!, slots[0]!))]).toEqual([1]);
  expect(bytesToHex(await world.getStateRoot())).not.toBe(bytesToHex(await copy.getStateRoot()));
});
