import { bytesToHex, createAddressFromString } from '@ethereumjs/util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../src/chain/fault.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { inputs, memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';

test('D3: equal arguments give equal blocks, whatever else the machine has done', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.nat(1_000)), { maxLength: 12 }), async (transfers) => {
      const [first, second] = [await memoryChain(), await memoryChain()];
      const nonces = [0, 0, 0, 0];
      const txs = transfers.map(([sender, value]) =>
        sign(first, { nonce: nonces[sender]!++, value: BigInt(value) }, sender),
      );
      await second.machines.use(second.head.header, async ({ state }) => state.clearCaches());
      const [a, b] = [await first.append(txs, inputs()), await second.append(txs, inputs())];
      expect(bytesToHex(a.block.hash())).toBe(bytesToHex(b.block.hash()));
      expect(a.receipts).toEqual(b.receipts);
    }),
    { numRuns: 5 },
  );
});

test('a block keeps its transactions as they came, recovered senders included', async () => {
  const chain = await memoryChain();
  const tx = sign(chain, {});
  const { block } = await chain.append([tx], inputs());
  expect(block.transactions[0]).toBe(tx);
});

test('state that later blocks replace stays readable: nothing that tries may share is deleted', async () => {
  const chain = await memoryChain();
  const before = chain.head.header;
  for (const nonce of [0, 1, 2]) await chain.append([sign(chain, { nonce, value: 5n })], inputs());
  const sender = createAddressFromString(accounts[0]!.address);
  expect((await chain.stateAt(before).getAccount(sender))?.nonce).toBe(0n);
  expect((await chain.stateAt(chain.head.header).getAccount(sender))?.nonce).toBe(3n);
});

test('D4: what cannot run is left out with a reason, the rest goes in', async () => {
  const chain = await memoryChain();
  const wealth = 10_000n * 10n ** 18n;
  const candidates = [
    sign(chain, { nonce: 1 }),
    sign(chain, { nonce: 0 }),
    sign(chain, { nonce: 0 }),
    sign(chain, { value: wealth }, 1),
    sign(chain, { gasLimit: 20_999n }, 2),
    sign(chain, { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }, 3),
  ];
  const { block, refused, receipts } = await chain.append(candidates, inputs());
  expect(block.transactions).toEqual([candidates[1]]);
  expect(receipts).toMatchObject([{ success: true, gasUsed: 21_000n, cumulativeGas: 21_000n }]);
  expect(refused.map(({ refusal }) => refusal.code)).toEqual([
    'nonce-too-high',
    'nonce-too-low',
    'funds',
    'gas',
    'fee',
  ]);
});

test('a block takes no more gas than its limit', async () => {
  const chain = await memoryChain();
  const txs = [0, 1, 2].map((nonce) => sign(chain, { nonce, gasLimit: 16_000_000n }));
  const { block, refused } = await chain.append(txs, { ...inputs(), gasLimit: 16_030_000n });
  expect(block.transactions).toHaveLength(2);
  expect(block.header.gasUsed).toBe(42_000n);
  expect(refused).toEqual([]);
});

test('D6: a block before its parent is a fault', async () => {
  const chain = await memoryChain();
  await chain.append([], inputs(50n));
  await chain.append([], inputs(50n));
  await expect(chain.append([], inputs(49n))).rejects.toThrow("timestamp 49 is before the parent's 50");
});

test('D8: after a fault the chain takes no more blocks, and nothing of the failed one is kept', async () => {
  const store = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  await chain.append([sign(chain, { nonce: 0 })], inputs());
  const faults: Fault[] = [];
  chain.events.on('fault', (fault) => faults.push(fault));
  const write = store.write;
  store.write = async () => {
    throw new Error('no space left on device');
  };
  await expect(chain.append([sign(chain, { nonce: 1 })], inputs())).rejects.toThrow(Fault);
  store.write = write;
  await expect(chain.append([], inputs())).rejects.toThrow('no space left on device');
  expect(faults).toHaveLength(1);
  const reopened = await memoryChain(undefined, store);
  expect(reopened.head.header.number).toBe(1n);
  expect(await reopened.nonceOf(accounts[0]!.address)).toBe(1n);
});

test('a machine that is lent leaves nothing behind', async () => {
  const chain = await memoryChain();
  const root = chain.head.header;
  const balance = () =>
    chain.machines.use(root, async ({ state }) => {
      const [account] = [await state.getAccount(sign(chain, {}).getSenderAddress())];
      const seen = account!.balance;
      account!.balance = 5n;
      await state.putAccount(sign(chain, {}).getSenderAddress(), account);
      return seen;
    });
  const seen = [await balance(), await balance(), ...(await Promise.all([balance(), balance()]))];
  expect(new Set(seen)).toEqual(new Set([10_000n * 10n ** 18n]));
});

test('going back and forward again gives the same blocks', async () => {
  const chain = await memoryChain();
  const txs = [0, 1, 2].map((nonce) => sign(chain, { nonce }));
  const once = [];
  for (const tx of txs) once.push((await chain.append([tx], inputs())).block.hash());
  await chain.rewind(1n);
  expect(await chain.store.readPlace(txs[2]!.hash())).toBeUndefined();
  const again = [];
  for (const tx of txs.slice(1)) again.push((await chain.append([tx], inputs())).block.hash());
  expect(again).toEqual(once.slice(1));
});
