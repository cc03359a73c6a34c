/** A worker keeps what it knows of the chain from one read to the next; what it says stays true while the chain moves. */
import fc from 'fast-check';
import { type Hex, toHex } from 'viem';
import { expect, test } from 'vitest';
import { call, testClient } from '../support/clients.ts';
import { temporaryFolder, temporaryNode } from '../support/temporary.ts';

const contract: Hex = `0x${'c0de'.repeat(10)}`;
const address = (index: number): Hex => `0x${(0xacc0_0000 + index).toString(16).padStart(40, '0')}`;
/** What is done before a block, and which account, slot and older block is looked at after it. */
const rounds = fc.sample(
  fc.record({
    act: fc.constantFrom('balance', 'balance', 'slot', 'slot', 'slot', 'snapshot', 'revert'),
    place: fc.nat(5),
    value: fc.nat(2),
    account: fc.nat(5),
    slot: fc.nat(5),
    age: fc.nat(),
  }),
  { seed: 7, numRuns: 60 },
);
const word = (value: number): Hex => toHex(value, { size: 32 });

test.each([{}, { dataDir: true }, { dataDir: true, database: 'classic-level' as const }])(
  'balances, slots and code of the newest block and of older ones, while blocks come and go (%o)',
  async ({ dataDir, ...options }) => {
    const where = { ...options, ...(dataDir && { dataDir: await temporaryFolder() }) };
    const { url } = await temporaryNode({ dev: true, readThreads: 1, ...where });
    const client = testClient(url);
    // Returns the slot that the call names.
    await client.setCode({ address: contract, bytecode: '0x5f355f5260205f515460205260206020f3' });
    const state = { balances: new Map<number, number>(), slots: new Map<number, number>() };
    let past: { block: Hex; balances: Map<number, number>; slots: Map<number, number> }[] = [];
    let snapshot:
      | { id: Hex; past: typeof past; balances: Map<number, number>; slots: Map<number, number> }
      | undefined;
    for (const { act, place, value, account, slot, age } of rounds) {
      if (act === 'balance') {
        await client.setBalance({ address: address(place), value: BigInt(value) });
        state.balances.set(place, value);
      } else if (act === 'slot') {
        await client.setStorageAt({ address: contract, index: word(place), value: word(value) });
        state.slots.set(place, value);
      } else if (act === 'snapshot' || !snapshot) {
        const id = await client.snapshot();
        snapshot = {
          id,
          past: [...past],
          balances: new Map(state.balances),
          slots: new Map(state.slots),
        };
      } else {
        await client.revert({ id: snapshot.id });
        [state.balances, state.slots, past] = [snapshot.balances, snapshot.slots, snapshot.past];
        snapshot = undefined;
      }
      await client.mine({ blocks: 1 });
      const { result: block } = await call(url, 'eth_blockNumber');
      past.push({ block: block as Hex, balances: new Map(state.balances), slots: new Map(state.slots) });
      for (const seen of [past.at(-1)!, past[age % past.length]!]) {
        const { result: balance } = await call(url, 'eth_getBalance', address(account), seen.block);
        expect(BigInt(balance as Hex)).toBe(BigInt(seen.balances.get(account) ?? 0));
        const { result: held } = await call(url, 'eth_call', { to: contract, data: word(slot) }, seen.block);
        expect(BigInt(held as Hex)).toBe(BigInt(seen.slots.get(slot) ?? 0));
      }
    }
  },
);
