import {
  Account,
  bigIntToBytes,
  createAddressFromString,
  hexToBytes,
  setLengthLeft,
  unpadBytes,
} from '@ethereumjs/util';
import type { accountEdits } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import type { WorldState } from '../../../state/world-state.ts';
import { invalidParams } from '../../errors.ts';
import type { Handlers } from '../../method.ts';
import type { DevelopmentContext } from './developing.ts';

/** Code that runs nothing, and holds something. */
const isContent = (code: Uint8Array): boolean => code.length > 1 && code[0] === 0;

/** Changes the newest state, in an empty block of its own. */
async function edit(
  { development }: DevelopmentContext,
  change: (state: WorldState) => Promise<void>,
): Promise<true> {
  await development.seal({ edit: change, empty: true });
  return true;
}

async function editAccount(
  context: DevelopmentContext,
  who: Hex,
  change: (account: Account) => void,
): Promise<true> {
  const address = createAddressFromString(who);
  return edit(context, async (state) => {
    const account = (await state.getAccount(address)) ?? new Account();
    change(account);
    await state.putAccount(address, account);
  });
}

/** Changes of accounts, and speaking for them; each under the namespaces of anvil and Hardhat. */
export const editHandlers: Handlers<typeof accountEdits, DevelopmentContext> = {
  setBalance: (context, { account: who, balance }) =>
    editAccount(context, who, (account) => {
      account.balance = balance;
    }),

  setNonce: (context, { account: who, nonce }) =>
    editAccount(context, who, (account) => {
      account.nonce = nonce;
    }),

  setCode: async (context, { account, code }) => {
    const who = createAddressFromString(account);
    const bytes = hexToBytes(code);
    const { chain } = context;
    if (isContent(bytes) || isContent(await chain.stateAt(chain.head.header).getCode(who))) {
      throw invalidParams(
        'code that begins with STOP is content of the model store, whose address stands for its bytes: deploy a model instead',
      );
    }
    return edit(context, async (state) => {
      if (!(await state.getAccount(who))) await state.putAccount(who, new Account());
      await state.putCode(who, bytes);
    });
  },

  setStorageAt: (context, { account, slot, value }) => {
    const who = createAddressFromString(account);
    return edit(context, async (state) => {
      if (!(await state.getAccount(who))) await state.putAccount(who, new Account());
      await state.putStorage(who, setLengthLeft(bigIntToBytes(slot), 32), unpadBytes(hexToBytes(value)));
    });
  },

  impersonateAccount: ({ impersonation }, { account }) => {
    impersonation.start(account);
    return true;
  },

  stopImpersonatingAccount: ({ impersonation }, { account }) => {
    impersonation.stop(account);
    return true;
  },

  autoImpersonateAccount: ({ impersonation }, { all }) => {
    impersonation.all = all;
    return null;
  },
};
