import type { TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex, createAddressFromString } from '@ethereumjs/util';
import { encodeFunctionData, getContractAddress, type Hex } from 'viem';
import { describe, expect, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { openChain } from '../../src/chain/open-chain.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import { backupChain, restoreChain, verifyChain } from '../../src/index.ts';
import type { StatePolicy } from '../../src/state/retention.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { historyPrefix } from '../../src/storage/tables.ts';
import { append, inputs, sign } from '../support/chain.ts';
import { accounts, call } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryFolder, temporaryNode } from '../support/temporary.ts';

const genesis = parseGenesis(developmentGenesis());
const { abi, bytecode } = compileCounter();
const first = accounts[0]!.address;
const counters = [0, 1].map((nonce) => getContractAddress({ from: first, nonce: BigInt(nonce) }));

const open = (store: KeyValueStore, state: StatePolicy) => openChain(store, genesis, { state });

/** What is kept of the past. */
async function entriesOf(store: KeyValueStore): Promise<Set<string>> {
  const found = new Set<string>();
  const { records, nodes } = historyPrefix;
  for await (const key of store.keys(Uint8Array.of(records), Uint8Array.of(nodes + 1)))
    found.add(bytesToHex(key));
  return found;
}

/** Two contracts with equal code and, now and then, equal storage; values that come, go and come back. */
async function grow(chain: Chain, blocks: number, commit = commitAtOnce): Promise<void> {
  for (let block = 0; block < blocks; block++) {
    const nonce = Number(await chain.nonceOf(first));
    const number = Number(chain.head.header.number);
    const deploy = { to: undefined, value: 0n, gasLimit: 3_000_000n, data: constructorOf(bytecode) };
    const count = (by: number) => encodeFunctionData({ abi, functionName: 'add', args: [BigInt(by)] });
    const add = (to: Hex, by: number) => ({ to, value: 0n, gasLimit: 200_000n, data: count(by) });
    const fields =
      nonce < 2
        ? [deploy]
        : [add(counters[nonce % 2]!, 1 + (number % 3)), { value: BigInt(1 + (number % 4)) }];
    const txs = fields.map((field, index) => sign(chain, { nonce: nonce + index, ...field } as never));
    const { receipts } = await commit(chain, txs, inputs(chain.head.header.timestamp + 1n));
    expect(receipts.every(({ success }) => success)).toBe(true);
  }
}

const constructorOf = (code: Hex): Hex => `${code}${'1'.padStart(64, '0')}`;

const commitAtOnce: typeof append = (chain, txs, block) => append(chain, txs, block);
/** As a consensus engine would: another block is executed first. */
const commitLater: typeof append = async (chain, txs, block) => {
  const [first] = txs as readonly TypedTransaction[];
  await chain.execute(first ? [first] : [], { ...block, timestamp: block.timestamp + 1n });
  const executed = await chain.execute(txs, block);
  await chain.commit(executed);
  return executed;
};

/** Everything that a block's state holds, read entry by entry. */
async function readAll(chain: Chain, number: bigint): Promise<unknown> {
  const state = chain.stateAt((await chain.store.readHeader(number))!);
  const all = [];
  for (const address of [first, accounts[1]!.address, ...counters]) {
    const who = createAddressFromString(address);
    const account = await state.getAccount(who);
    const slots = account?.isContract()
      ? [await state.getStorage(who, new Uint8Array(32)), await state.getCode(who)]
      : [];
    all.push([account?.balance, account?.nonce, ...slots]);
  }
  return all;
}

describe('D19: a chain that keeps the states of 8 blocks', () => {
  test('has the same blocks and kept states as an archive, in a fraction of the past', async () => {
    const [archiveStore, prunedStore] = [createMemoryStore(), createMemoryStore()];
    const [archive, pruned] = [await open(archiveStore, 'archive'), await open(prunedStore, 8)];
    await grow(archive, 40);
    await grow(pruned, 40);
    expect(bytesToHex(pruned.head.hash())).toBe(bytesToHex(archive.head.hash()));
    for (let number = 33n; number <= 40n; number++)
      expect(await readAll(pruned, number)).toEqual(await readAll(archive, number));
    expect(() => pruned.stateAt({ number: 32n, stateRoot: new Uint8Array(32) })).toThrow(
      'the state of block 32 is pruned: this node keeps states from block 33 on (state = 8)',
    );
    const [all, left] = [await entriesOf(archiveStore), await entriesOf(prunedStore)];
    expect(left.size).toBeLessThan(all.size / 2);
    expect([...left].filter((name) => !all.has(name))).toEqual([]);
  });

  test('keeps what was executed before another block was, and committed after it', async () => {
    const [archive, pruned] = [
      await open(createMemoryStore(), 'archive'),
      await open(createMemoryStore(), 8),
    ];
    await grow(archive, 40);
    await grow(pruned, 40, commitLater);
    expect(bytesToHex(pruned.head.hash())).toBe(bytesToHex(archive.head.hash()));
    for (let number = 33n; number <= 40n; number++)
      expect(await readAll(pruned, number)).toEqual(await readAll(archive, number));
  });

  test('an archive that is one no more forgets its past bit by bit, and goes on after every end', async () => {
    const grown = createMemoryStore();
    await grow(await open(grown, 'archive'), 24);
    for (let allowed = 0; allowed < 6; allowed++) {
      const store = await copyOf(grown);
      const dying = await open({ ...store, write: dieAfter(store, allowed) }, 4);
      await grow(dying, 4).catch(() => undefined);
      const again = await open(store, 4);
      await grow(again, 4);
      const head = again.head.header.number;
      for (let number = head - 3n; number <= head; number++) await readAll(again, number);
      expect((await entriesOf(store)).size).toBeLessThan(80);
    }
  });

  test('going back stays within the kept states', async () => {
    const chain = await open(createMemoryStore(), 8);
    await grow(chain, 30);
    await chain.rewind(25n);
    await grow(chain, 12);
    const head = chain.head.header.number;
    for (let number = head - 7n; number <= head; number++) await readAll(chain, number);
    await expect(chain.rewind(20n)).rejects.toThrow('the state of block 20 is pruned');
  });
});

async function copyOf(store: KeyValueStore): Promise<KeyValueStore> {
  const copy = createMemoryStore();
  for await (const key of store.keys(Uint8Array.of(0), Uint8Array.of(255)))
    await copy.write([[key, await store.get(key)]]);
  return copy;
}

/** A write that works so many times and then never again, as after a SIGKILL. */
function dieAfter(store: KeyValueStore, allowed: number): KeyValueStore['write'] {
  let left = allowed;
  return async (changes) => {
    if (left-- <= 0) throw new Error('the process is gone');
    await store.write(changes);
  };
}

test.each(['lmdb', 'classic-level'] as const)(
  'D19: a pruned folder is no archive, and backup, restore and verify take it (%s)',
  async (database) => {
    const [dataDir, copy, restored] = [
      await temporaryFolder(),
      await temporaryFolder(),
      await temporaryFolder(),
    ];
    const store = await openStore(dataDir, database);
    const chain = await open(store, 3);
    await grow(chain, 12);
    await store.close();
    await backupChain({ dataDir, database }, copy);
    await restoreChain({ dataDir: copy, database }, restored);
    expect(await verifyChain({ dataDir: restored, database })).toMatchObject({ blocks: 12 });
    const again = await openStore(restored, database);
    await expect(open(again, 'archive')).rejects.toThrow(/is no archive: states before block \d+ are pruned/);
    await grow(await open(again, 3), 2);
    await again.close();
  },
);

test('D19: over JSON-RPC every question about a pruned state gets one clear error', async () => {
  const node = await temporaryNode({ state: 2, dev: true });
  for (let block = 0; block < 6; block++) await call(node.url, 'evm_mine');
  const who = first;
  const questions: [string, ...unknown[]][] = [
    ['eth_getBalance', who, '0x2'],
    ['eth_getCode', who, '0x2'],
    ['eth_getStorageAt', who, '0x0', '0x2'],
    ['eth_getTransactionCount', who, '0x2'],
    ['eth_getProof', who, [], '0x2'],
    ['eth_call', { to: who }, '0x2'],
    ['eth_estimateGas', { to: who }, '0x2'],
    ['debug_traceCall', { to: who }, '0x2', {}],
    ['eth_getBalance', who, 'earliest'],
  ];
  for (const [method, ...params] of questions) {
    expect(await call(node.url, method, ...params), method).toMatchObject({
      error: {
        code: -32000,
        message: expect.stringMatching(/state of block [02] is pruned: .* from block 5 on \(state = 2\)/),
      },
    });
  }
  expect(await call(node.url, 'eth_getBalance', who, '0x5')).toHaveProperty('result');
  expect(await call(node.url, 'eth_getBlockByNumber', '0x2', true)).toHaveProperty('result.number', '0x2');
});

test.each([1, 2, 3])(
  'D9: so few as %d states, and tries, are kept, across starts and settings',
  async (few) => {
    const store = createMemoryStore();
    const whole = await openChain(createMemoryStore(), genesis, { state: 'archive', proofs: 'archive' });
    await grow(whole, 24);
    for (const [state, proofs] of [
      [few, few],
      [few + 1, 1],
      [50, few],
      [few, 'archive'],
    ] as const) {
      const chain = await openChain(store, genesis, { state, proofs });
      await grow(chain, 6);
      const head = chain.head.header.number;
      expect(chain.head.hash()).toEqual((await whole.store.readBlock(head))!.hash());
      for (let number = chain.oldest('records'); number <= head; number++)
        expect(await readAll(chain, number)).toEqual(await readAll(whole, number));
      if (state < 50) expect(chain.oldest('records')).toBe(head - BigInt(state) + 1n);
    }
  },
);
