import type { MerkleStateManager } from '@ethereumjs/statemanager';
import {
  Account,
  type Address,
  bigIntToBytes,
  hexToBytes,
  setLengthLeft,
  unpadBytes,
} from '@ethereumjs/util';
import { z } from 'zod';
import { type Method, method, type RpcContext } from '../../method.ts';
import * as result from '../../results/index.ts';
import { address, data, hash, slot } from '../../schema.ts';
import { done, number } from './numbers.ts';

/** Changes the newest state, in an empty block of its own. */
async function edit(
  { solo }: RpcContext,
  change: (state: MerkleStateManager) => Promise<void>,
): Promise<true> {
  await solo.seal({ edit: change, empty: true });
  return true;
}

async function editAccount(
  context: RpcContext,
  who: Address,
  change: (account: Account) => void,
): Promise<true> {
  return edit(context, async (state) => {
    const account = (await state.getAccount(who)) ?? new Account();
    change(account);
    await state.putAccount(who, account);
  });
}

const setBalance = method(
  'Sets the balance of an account, in wei.',
  { account: address, balance: number },
  done,
  (context, { account: who, balance }) =>
    editAccount(context, who, (account) => {
      account.balance = balance;
    }),
);

const setNonce = method(
  'Sets the next nonce of an account.',
  { account: address, nonce: number },
  done,
  (context, { account: who, nonce }) =>
    editAccount(context, who, (account) => {
      account.nonce = nonce;
    }),
);

const setCode = method(
  'Sets the code of an account.',
  { account: address, code: data },
  done,
  (context, { account: who, code }) =>
    edit(context, async (state) => {
      if (!(await state.getAccount(who))) await state.putAccount(who, new Account());
      await state.putCode(who, hexToBytes(code));
    }),
);

const setStorageAt = method(
  'Sets a storage slot of an account.',
  { account: address, slot, value: hash },
  done,
  (context, { account: who, slot: key, value }) =>
    edit(context, async (state) => {
      if (!(await state.getAccount(who))) await state.putAccount(who, new Account());
      await state.putStorage(who, setLengthLeft(bigIntToBytes(key), 32), unpadBytes(hexToBytes(value)));
    }),
);

/** Changes of accounts, and speaking for them; each under the namespaces of anvil and Hardhat. */
export const accountEdits = {
  setBalance,
  setNonce,
  setCode,
  setStorageAt,

  impersonateAccount: method(
    'Lets eth_sendTransaction speak for an account without its key.',
    { account: address },
    done,
    ({ impersonation }, { account: who }) => {
      impersonation.start(who.toString());
      return true;
    },
  ),

  stopImpersonatingAccount: method(
    'Ends what impersonateAccount began.',
    { account: address },
    done,
    ({ impersonation }, { account: who }) => {
      impersonation.stop(who.toString());
      return true;
    },
  ),

  autoImpersonateAccount: method(
    'Lets eth_sendTransaction speak for every account, or ends that.',
    { all: z.boolean() },
    result.nothing,
    ({ impersonation }, { all }) => {
      impersonation.all = all;
      return null;
    },
  ),
} satisfies Record<string, Method>;
