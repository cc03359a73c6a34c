import { bytesToUnprefixedHex, createAddressFromString, unprefixedHexToBytes } from '@ethereumjs/util';
import { encodeFunctionData, getContractAddress } from 'viem';
import { expect, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { after, append, inputs, memoryChain, sign } from '../support/chain.ts';
import { accounts } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';

const { abi, bytecode } = compileCounter();
const counter = getContractAddress({ from: accounts[0]!.address, nonce: 0n });
const who = createAddressFromString(counter);

const add = (chain: Chain, nonce: number) =>
  sign(chain, {
    nonce,
    to: counter,
    value: 0n,
    gasLimit: 200_000n,
    data: encodeFunctionData({ abi, functionName: 'add', args: [1n] }),
  });

/** A chain with a contract that has storage, without the entry that `choose` names, opened anew. */
async function chainWithout(choose: (chain: Chain) => Promise<string>): Promise<Chain> {
  const store: KeyValueStore = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  const deploy = { nonce: 0, to: undefined, value: 0n, gasLimit: 3_000_000n };
  const data = `${bytecode}${'1'.padStart(64, '0')}` as const;
  await append(chain, [sign(chain, { ...deploy, data } as never)], inputs());
  await append(chain, [add(chain, 1)], after(chain));
  await store.write([[keys.state(unprefixedHexToBytes(await choose(chain))), undefined]]);
  return memoryChain(undefined, store);
}

const accountOf = async (chain: Chain) => (await chain.stateAt(chain.head.header).getAccount(who))!;

test.each([
  [
    'the root of a storage trie',
    async (chain: Chain) => bytesToUnprefixedHex((await accountOf(chain)).storageRoot),
  ],
  ['code', async (chain: Chain) => `63${bytesToUnprefixedHex((await accountOf(chain)).codeHash)}`],
])('D10: without %s a block that needs it is a fault, not another outcome', async (_what, choose) => {
  const chain = await chainWithout(choose);
  await expect(append(chain, [add(chain, 2)], after(chain))).rejects.toThrow(
    /^Stopped while executing block 3: The database is damaged: state entry 0x\w+ is not there/,
  );
  await expect(append(chain, [], after(chain))).rejects.toThrow('is not there');
});
