import type { MerkleStateManager } from '@ethereumjs/statemanager';
import { type Address, bigIntToBytes, KECCAK256_NULL, setLengthLeft } from '@ethereumjs/util';
import { z } from 'zod';
import { invalidParams, limitExceeded } from '../errors.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';
import * as result from '../results/index.ts';
import { address, type BlockReference, optionalBlock, slot } from '../schema.ts';

const stateOf = async ({ chain }: RpcContext, reference: BlockReference) =>
  chain.stateAt((await requireBlock(chain, reference)).header);

const readSlot = async (state: MerkleStateManager, who: Address, key: bigint) =>
  toData(setLengthLeft(await state.getStorage(who, setLengthLeft(bigIntToBytes(key), 32)), 32));

/** Accounts, code and storage. */
export const stateMethods: MethodTable = {
  eth_getBalance: method(
    'Balance of an account in wei.',
    { account: address, block: optionalBlock },
    result.quantity,
    async (context, { account: who, block }) => {
      const account = await (await stateOf(context, block)).getAccount(who);
      return toQuantity(account?.balance ?? 0n);
    },
  ),

  eth_getTransactionCount: method(
    'Next nonce of an account; with `pending`, after what waits.',
    { account: address, block: optionalBlock },
    result.quantity,
    async (context, { account: who, block }) => {
      const account = await (await stateOf(context, block)).getAccount(who);
      const nonce = account?.nonce ?? 0n;
      return toQuantity(block === 'pending' ? context.pool.nextNonce(who.toString(), nonce) : nonce);
    },
  ),

  eth_getCode: method(
    'Code of an account.',
    { account: address, block: optionalBlock },
    result.bytes,
    async (context, { account: who, block }) => {
      const state = await stateOf(context, block);
      const account = await state.getAccount(who);
      if (!account || Buffer.compare(account.codeHash, KECCAK256_NULL) === 0) return '0x';
      return toData(await state.getCode(who));
    },
  ),

  eth_getStorageValues: method(
    'Slots of several accounts at once.',
    { slots: z.record(z.string().regex(/^0x[0-9a-fA-F]{40}$/), z.array(slot)), block: optionalBlock },
    z.record(z.string().regex(/^0x[0-9a-fA-F]{40}$/), z.array(result.hash)),
    async (context, { slots: wanted, block }) => {
      const count = Object.values(wanted).reduce((sum, keys) => sum + keys.length, 0);
      if (count === 0) throw invalidParams('empty request');
      const { maxSlots } = context.limits;
      if (count > maxSlots) throw limitExceeded('maxSlots', maxSlots, 'ask for fewer slots');
      const state = await stateOf(context, block);
      const found: Record<string, string[]> = {};
      for (const [who, keys] of Object.entries(wanted)) {
        found[who] = [];
        for (const key of keys) found[who].push(await readSlot(state, address.parse(who), key));
      }
      return found;
    },
  ),

  eth_getStorageAt: method(
    'A storage slot of an account, as 32 bytes.',
    { account: address, slot, block: optionalBlock },
    result.hash,
    async (context, { account: who, slot: key, block }) => {
      const state = await stateOf(context, block);
      return readSlot(state, who, key);
    },
  ),
};
