import { createBlob4844Tx, createTx } from '@ethereumjs/tx';
import { bytesToHex, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { checkForm } from '../../src/chain/check-transaction.ts';
import { Fault } from '../../src/chain/fault.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { after, append, inputs, memoryChain, sign } from '../support/chain.ts';
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
      const [a, b] = [await append(first, txs, inputs()), await append(second, txs, inputs())];
      expect(bytesToHex(a.block.hash())).toBe(bytesToHex(b.block.hash()));
      expect(a.receipts).toEqual(b.receipts);
    }),
    { numRuns: 5 },
  );
});

test('a block keeps its transactions as they came, recovered senders included', async () => {
  const chain = await memoryChain();
  const tx = sign(chain, {});
  const { block } = await append(chain, [tx], inputs());
  expect(block.transactions[0]).toBe(tx);
});

test('state that later blocks replace stays readable: nothing that tries may share is deleted', async () => {
  const chain = await memoryChain();
  const before = chain.head.header;
  for (const nonce of [0, 1, 2]) await append(chain, [sign(chain, { nonce, value: 5n })], after(chain));
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
  const { block, refused, receipts } = await append(chain, candidates, inputs());
  expect(block.transactions).toEqual([candidates[1]]);
  expect(receipts).toMatchObject([{ success: true, gasUsed: 21_000n, cumulativeGas: 21_000n }]);
  expect(refused.map(({ position, refusal }) => [position, refusal.code])).toEqual([
    [0, 'nonce-too-high'],
    [2, 'nonce-too-low'],
    [3, 'funds'],
    [4, 'gas'],
    [5, 'fee'],
  ]);
  for (const { position, tx } of refused) expect(tx).toBe(candidates[position]);
});

test('D4: contracts send nothing, accounts that delegate to one do, and blobs have no place', async () => {
  const genesis = developmentGenesis();
  const [contract, delegating] = [accounts[0]!.address, accounts[1]!.address];
  const chain = await memoryChain({
    ...genesis,
    alloc: {
      ...genesis.alloc,
      [contract]: { balance: '0xde0b6b3a7640000', code: '0x00' },
      // EIP-7702: a mark and the address of the code.
      [delegating]: { balance: '0xde0b6b3a7640000', code: `0xef0100${'00'.repeat(19)}aa` },
    },
  });
  const blob = createBlob4844Tx(
    {
      chainId: chain.common.chainId(),
      gasLimit: 21_000n,
      maxFeePerGas: 10_000_000_000n,
      maxFeePerBlobGas: 10_000_000_000n,
      to: delegating,
      blobVersionedHashes: [`0x01${'00'.repeat(31)}`],
    },
    { common: chain.common },
  ).sign(hexToBytes(accounts[2]!.privateKey));
  const candidates = [sign(chain, {}, 0), sign(chain, {}, 1), blob];
  const { block, refused } = await append(chain, candidates, inputs());
  expect(block.transactions).toEqual([candidates[1]]);
  expect(refused.map(({ position, refusal }) => [position, refusal.code])).toEqual([
    [0, 'sender'],
    [2, 'type'],
  ]);
});

test('D4: a block takes no more gas than its limit, and says of each candidate why it is not in it', async () => {
  const chain = await memoryChain();
  const txs = [0, 1, 2].map((nonce) => sign(chain, { nonce, gasLimit: 16_000_000n }));
  txs.push(sign(chain, { gasLimit: 16_030_001n }, 1));
  const { block, refused } = await append(chain, txs, { ...inputs(), gasLimit: 16_030_000n });
  expect(block.transactions).toHaveLength(2);
  expect(block.header.gasUsed).toBe(42_000n);
  expect(refused.map(({ position, tx, refusal }) => [position, tx, refusal.code])).toEqual([
    [2, txs[2], 'full'],
    [3, txs[3], 'gas'],
  ]);
});

test.each([
  [1n, 50n],
  [0n, 49n],
] as const)(
  'D6: with a timestampStep of %s a block at %s after one at 50 is a fault',
  async (step, early) => {
    const chain = await memoryChain({ ...developmentGenesis(), timestampStep: Number(step) as 0 | 1 });
    await append(chain, [], inputs(50n));
    await append(chain, [], inputs(50n + step));
    await chain.rewind(1n);
    await expect(append(chain, [], inputs(early))).rejects.toThrow(
      `timestamp ${early} is below ${50n + step}: the parent has 50, and genesis a timestampStep of ${step}`,
    );
  },
);

test('D6: a chain of another timestampStep is another chain from block 0 on', async () => {
  const [first, second] = await Promise.all([
    memoryChain(),
    memoryChain({ ...developmentGenesis(), timestampStep: 0 }),
  ]);
  expect(first.genesis.hash()).not.toEqual(second.genesis.hash());
});

test('D8: after a fault the chain takes no more blocks, and nothing of the failed one is kept', async () => {
  const store = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  await append(chain, [sign(chain, { nonce: 0 })], inputs());
  const faults: Fault[] = [];
  chain.events.on('fault', (fault) => faults.push(fault));
  const write = store.write;
  store.write = async () => {
    throw new Error('no space left on device');
  };
  await expect(append(chain, [sign(chain, { nonce: 1 })], after(chain))).rejects.toThrow(Fault);
  store.write = write;
  await expect(append(chain, [], after(chain))).rejects.toThrow('no space left on device');
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
  for (const tx of txs) once.push((await append(chain, [tx], after(chain))).block.hash());
  await chain.rewind(1n);
  expect(await chain.store.findTransaction(txs[2]!.hash())).toBeUndefined();
  const again = [];
  for (const tx of txs.slice(1)) again.push((await append(chain, [tx], after(chain))).block.hash());
  expect(again).toEqual(once.slice(1));
});

test('a full block looks at no further candidate', async () => {
  const chain = await memoryChain();
  const looked: number[] = [];
  function* candidates() {
    for (const nonce of [0, 1, 2, 3]) {
      looked.push(nonce);
      yield sign(chain, { nonce });
    }
  }
  const { block, refused } = await append(chain, candidates(), { ...inputs(), gasLimit: 50_000n });
  expect(block.transactions).toHaveLength(2);
  expect(refused).toEqual([]);
  expect(looked).toEqual([0, 1, 2]);
});

/** A transaction as a hostile proposer could make it: fields and signature as they like, decoded without a look at them. */
const forged = (chain: Chain, fields: Record<string, unknown>) =>
  createTx({ ...sign(chain, {}).toJSON(), ...fields } as never, { common: chain.common });

test('D4: what another proposer put into its block is checked in full', async () => {
  const chain = await memoryChain();
  const { r } = sign(chain, {});
  const mark = BigInt(`0x${Buffer.from('impersonated').toString('hex')}`);
  const notOnCurve = [1n, 2n, 3n, 4n, 5n, 6n].find((x) => !isSigned(forged(chain, { r: x })))!;
  const candidates = [
    forged(chain, { r: notOnCurve }),
    forged(chain, { s: mark }),
    forged(chain, { s: mark, r: accounts[1]!.address }),
    forged(chain, { gasLimit: 20_999n }),
    forged(chain, { v: undefined, r: undefined, s: undefined, yParity: undefined }),
    forged(chain, { r }),
  ];
  const { block, refused } = await append(chain, candidates, inputs());
  expect(refused.map(({ position, refusal }) => [position, refusal.code])).toEqual([
    [0, 'type'],
    [1, 'type'],
    [2, 'type'],
    [3, 'gas'],
    [4, 'type'],
  ]);
  expect(block.transactions).toEqual([candidates[5]]);
});

function isSigned(tx: ReturnType<typeof sign>): boolean {
  try {
    return tx.getSenderAddress() !== undefined;
  } catch {
    return false;
  }
}

test('the form of what was found good is not looked at again; what is only like it passes every check', async () => {
  const chain = await memoryChain();
  const tx = createTx(sign(chain, {}).toJSON() as never, { common: chain.common, freeze: false });
  expect(checkForm(tx)).toBeUndefined();
  // No transaction changes but this one, so that a second look would be seen.
  Object.assign(tx, { gasLimit: 1n });
  expect(checkForm(tx)).toBeUndefined();
  expect(checkForm(forged(chain, { gasLimit: 1n }))).toMatchObject({ code: 'gas' });
});
