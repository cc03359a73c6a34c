import { createAddressFromString } from '@ethereumjs/util';
import { encodeFunctionData, getContractAddress } from 'viem';
import { expect, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { accountKey, bytesOf, codeKey, nameOf, nodeKey, slotKey } from '../../src/state/state-keys.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
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

/** A chain with a contract that has storage, without the record that `choose` names, opened anew. */
async function chainWithout(choose: (chain: Chain) => string | Promise<string>): Promise<Chain> {
  const store: KeyValueStore = createMemoryStore();
  const chain = await memoryChain(undefined, store);
  const deploy = { nonce: 0, to: undefined, value: 0n, gasLimit: 3_000_000n };
  const data = `${bytecode}${'1'.padStart(64, '0')}` as const;
  await append(chain, [sign(chain, { ...deploy, data } as never)], inputs());
  await append(chain, [add(chain, 1)], after(chain));
  await store.write([[bytesOf(await choose(chain)), undefined]]);
  return memoryChain(undefined, store);
}

const hashOf = (chain: Chain, bytes: Uint8Array) => nameOf(chain.keccak256(bytes));

test.each([
  [
    'the topmost node of a storage trie',
    'a trie node',
    (chain: Chain) => nodeKey(new Uint8Array(), hashOf(chain, who.bytes)),
  ],
  [
    'the topmost node of the trie of accounts',
    'the state of its head, block 2,',
    () => nodeKey(new Uint8Array()),
  ],
  ['an account', 'the record of an account', (chain: Chain) => accountKey(hashOf(chain, who.bytes))],
  [
    'a slot',
    'the record of a slot',
    (chain: Chain) => slotKey(hashOf(chain, who.bytes), hashOf(chain, new Uint8Array(32))),
  ],
  [
    'code',
    'code that an account names',
    async (chain: Chain) => {
      const { codeHash } = (await chain.stateAt(chain.head.header).getAccount(who))!;
      return codeKey(nameOf(codeHash));
    },
  ],
])(
  'D10: without %s a block that needs it is a fault, not another outcome',
  async (_what, missing, choose) => {
    const grow = async () => {
      const chain = await chainWithout(choose);
      await append(chain, [add(chain, 2)], after(chain));
    };
    await expect(grow()).rejects.toThrow(
      new RegExp(`The database is damaged: ${missing} .*is not there. Restore a backup`),
    );
  },
);
