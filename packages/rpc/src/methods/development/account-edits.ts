import { z } from 'zod';
import { type Definitions, define } from '../../define.ts';
import { address, data, hash, number, number64, slot } from '../../parameters/index.ts';
import * as result from '../../results/index.ts';

/** Changes of accounts, and speaking for them; each under the namespaces of anvil and Hardhat. */
export const accountEdits = {
  setBalance: define(
    'Sets the balance of an account, in wei.',
    [{ account: address }, { balance: number }],
    result.boolean,
  ),

  setNonce: define(
    'Sets the next nonce of an account.',
    [{ account: address }, { nonce: number64 }],
    result.boolean,
  ),

  setCode: define('Sets the code of an account.', [{ account: address }, { code: data }], result.boolean),

  setStorageAt: define(
    'Sets a storage slot of an account.',
    [{ account: address }, { slot }, { value: hash }],
    result.boolean,
  ),

  impersonateAccount: define(
    'Lets eth_sendTransaction speak for an account without its key.',
    [{ account: address }],
    result.boolean,
  ),

  stopImpersonatingAccount: define(
    'Ends what impersonateAccount began.',
    [{ account: address }],
    result.boolean,
  ),

  autoImpersonateAccount: define(
    'Lets eth_sendTransaction speak for every account, or ends that.',
    [{ all: z.boolean() }],
    result.nothing,
  ),
} satisfies Definitions;
