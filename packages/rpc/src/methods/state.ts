import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { address, optionalBlock, slot } from '../parameters/index.ts';
import * as result from '../results/index.ts';

const account = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'expected an address: 0x and 40 hexadecimal digits');
const block = optionalBlock;

/** Accounts, code and storage. */
export const stateMethods = {
  eth_getBalance: define('Balance of an account in wei.', [{ account: address }, { block }], result.quantity),

  eth_getTransactionCount: define(
    'Next nonce of an account; with `pending`, after what waits.',
    [{ account: address }, { block }],
    result.quantity,
  ),

  eth_getCode: define('Code of an account.', [{ account: address }, { block }], result.bytes),

  eth_getStorageValues: define(
    'Slots of several accounts at once.',
    [{ slots: z.record(account, z.array(slot)) }, { block }],
    z.record(account, z.array(result.hash)),
  ),

  eth_getStorageAt: define(
    'A storage slot of an account, as 32 bytes.',
    [{ account: address }, { slot }, { block }],
    result.hash,
  ),
} satisfies Definitions;
