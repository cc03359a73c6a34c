import { bytesToHex } from '@ethereumjs/util';
import { encodeFunctionData, getContractAddress } from 'viem';
import { describe, expect, test } from 'vitest';
import type { Chain, CommittedBlock } from '../../src/chain/chain.ts';
import { Fault } from '../../src/chain/fault.ts';
import { bytesOf } from '../../src/state/state-keys.ts';
import type { Change, KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { after, append, inputs, memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';

const { abi, bytecode } = compileCounter();
const counter = getContractAddress({ from: accounts[0]!.address, nonce: 0n });
const hashOf = ({ block }: { block: CommittedBlock['block'] }) => bytesToHex(block.hash());

const deploy = (chain: Chain, nonce = 0) =>
  sign(chain, {
    nonce,
    to: undefined,
    value: 0n,
    gasLimit: 3_000_000n,
    data: `${bytecode}${'1'.padStart(64, '0')}`,
  } as never);

const add = (chain: Chain, nonce: number, by: number) =>
  sign(chain, {
    nonce,
    to: counter,
    value: 0n,
    gasLimit: 200_000n,
    data: encodeFunctionData({ abi, functionName: 'add', args: [BigInt(by)] }),
  });

async function entriesOf(store: KeyValueStore): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const key of store.keys(Uint8Array.of(0), Uint8Array.of(255)))
    found.set(bytesToHex(key), bytesToHex((await store.get(key))!));
  return found;
}

/** Blocks of one kind after another: code, storage, transfers, nothing. */
const proposals = (chain: Chain) => [
  [deploy(chain), add(chain, 1, 2)],
  [add(chain, 2, 1), sign(chain, { nonce: 3 }), sign(chain, {}, 1)],
  [],
  [add(chain, 4, 13), sign(chain, { nonce: 1 }, 1)],
];
/** Blocks that might have been instead, on each of these heads: they share code, storage and accounts with them. */
const rivals = (chain: Chain, at: number) => {
  const [nonce] = [[0, 2, 4, 4][at]!];
  return [[deploy(chain, nonce), sign(chain, { nonce: nonce + 1 })], [add(chain, nonce, 1)], []];
};

describe('execute and commit', () => {
  test('dropped blocks leave nothing: the chain is byte by byte one that never executed them', async () => {
    const [plainStore, store] = [createMemoryStore(), createMemoryStore()];
    const plain = await memoryChain(undefined, plainStore);
    // From one beginning: each database draws the salt of its index.
    for await (const key of plainStore.keys(...keys.all)) await store.write([[key, plainStore.get(key)]]);
    const chain = await memoryChain(undefined, store);
    for (const [at, txs] of proposals(chain).entries()) {
      const block = inputs(1_000n + BigInt(at));
      const expected = await append(plain, txs, block);
      for (const rival of rivals(chain, at)) await chain.execute(rival, block);
      const executed = await chain.execute(txs, block);
      expect(hashOf(executed)).toBe(hashOf(expected));
      await chain.commit(executed);
      expect(chain.head).toBe(executed.block);
    }
    const [expected, found] = [await entriesOf(plainStore), await entriesOf(store)];
    // Which nodes a block reads from disk and writes again depends on what is cached; their names and bytes do not.
    expect(found).toEqual(expected);
  });

  test('the same block executed again has the same hash, receipts and changes of state', async () => {
    const chain = await memoryChain();
    await append(chain, proposals(chain)[0]!, inputs());
    const txs = proposals(chain)[1]!;
    const runs = [];
    for (let run = 0; run < 3; run++) runs.push(await chain.execute(txs, after(chain)));
    expect(new Set(runs.map(hashOf)).size).toBe(1);
    for (const { receipts } of runs) expect(receipts).toEqual(runs[0]!.receipts);
    await chain.commit(runs[2]!);
  });

  test('D9: nothing is written or told before the commit, and all of it in one write then', async () => {
    const store = createMemoryStore();
    const chain = await memoryChain(undefined, store);
    const writes: (readonly Change[])[] = [];
    const write = store.write;
    store.write = (changes) => {
      writes.push(changes);
      return write(changes);
    };
    const told: string[] = [];
    chain.events.on('block', (block) => told.push(hashOf(block)));
    const executed = await chain.execute([sign(chain, {})], inputs());
    expect([writes.length, told.length, chain.head.header.number]).toEqual([0, 0, 0n]);
    const own: Change = [Uint8Array.of(0xf0, 1), Uint8Array.of(7)];
    await chain.commit(executed, [own]);
    expect(told).toEqual([hashOf(executed)]);
    expect(writes).toHaveLength(1);
    expect(writes[0]).toEqual(expect.arrayContaining([own]));
    const names = writes[0]!.map(([key]) => bytesToHex(key));
    const state = [...executed.changes.records.keys(), ...executed.changes.nodes.keys()].map(bytesOf);
    expect(state.length).toBeGreaterThan(4);
    for (const key of [keys.meta('head'), keys.header(1n), keys.body(1n), keys.receipts(1n), ...state])
      expect(names).toContain(bytesToHex(key));
  });

  test.each([
    [
      'another was executed since',
      async (chain: Chain) => {
        const first = await chain.execute([sign(chain, {})], inputs());
        await chain.execute([], inputs());
        return first;
      },
    ],
    [
      'it was executed again since',
      async (chain: Chain) => {
        const first = await chain.execute([sign(chain, {})], inputs());
        await chain.execute([sign(chain, {})], inputs());
        return first;
      },
    ],
    ['it was committed already', async (chain: Chain) => append(chain, [sign(chain, {})], inputs())],
    [
      'the chain went back since',
      async (chain: Chain) => {
        await append(chain, [], inputs());
        const stale = await chain.execute([sign(chain, {})], after(chain));
        await chain.rewind(0n);
        return stale;
      },
    ],
    [
      'another chain executed it',
      async () => {
        const other = await memoryChain();
        return other.execute([sign(other, {})], inputs());
      },
    ],
  ])('D8: a block is not committed when %s', async (_why, prepare) => {
    const store = createMemoryStore();
    const chain = await memoryChain(undefined, store);
    const stale = await prepare(chain);
    const { head } = chain;
    const before = await entriesOf(store);
    const faults: Fault[] = [];
    chain.events.on('fault', (fault) => faults.push(fault));
    const refused = chain.commit(stale);
    await expect(refused).rejects.toThrow(Fault);
    await expect(refused).rejects.toThrow(
      /^Stopped while committing block \d: it is not the last block that was executed on the head; execute it again/,
    );
    expect(faults).toHaveLength(1);
    expect(chain.head).toBe(head);
    expect(await entriesOf(store)).toEqual(before);
  });

  test('a state that was executed and not committed can be read by nobody', async () => {
    const chain = await memoryChain();
    await chain.execute([sign(chain, {})], inputs());
    expect(await chain.nonceOf(accounts[0]!.address)).toBe(0n);
    const seen = await chain.machines.use(chain.head.header, async ({ state }) =>
      state.getAccount(sign(chain, {}).getSenderAddress()),
    );
    expect(seen?.nonce).toBe(0n);
  });
});
