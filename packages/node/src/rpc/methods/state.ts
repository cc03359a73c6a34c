import type { MerkleStateManager } from '@ethereumjs/statemanager';
import { type Address, bigIntToBytes, KECCAK256_NULL, setLengthLeft } from '@ethereumjs/util';
import { z } from 'zod';
import { invalidParams, limitExceeded } from '../errors.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';
import { address, type BlockReference, optionalBlock, slot } from '../schema.ts';

const stateOf = async ({ chain }: RpcContext, reference: BlockReference) =>
  chain.stateAt((await requireBlock(chain, reference)).header);

const maxSlots = 1024;

const readSlot = async (state: MerkleStateManager, who: Address, key: bigint) =>
  toData(setLengthLeft(await state.getStorage(who, setLengthLeft(bigIntToBytes(key), 32)), 32));

/** Accounts, code and storage. */
export const stateMethods: MethodTable = {
  eth_getBalance: method(z.tuple([address, optionalBlock]), async (context, [who, block]) => {
    const account = await (await stateOf(context, block)).getAccount(who);
    return toQuantity(account?.balance ?? 0n);
  }),

  eth_getTransactionCount: method(z.tuple([address, optionalBlock]), async (context, [who, block]) => {
    const account = await (await stateOf(context, block)).getAccount(who);
    const nonce = account?.nonce ?? 0n;
    return toQuantity(block === 'pending' ? context.pool.nextNonce(who.toString(), nonce) : nonce);
  }),

  eth_getCode: method(z.tuple([address, optionalBlock]), async (context, [who, block]) => {
    const state = await stateOf(context, block);
    const account = await state.getAccount(who);
    if (!account || Buffer.compare(account.codeHash, KECCAK256_NULL) === 0) return '0x';
    return toData(await state.getCode(who));
  }),

  eth_getStorageValues: method(
    z.tuple([z.record(z.string().regex(/^0x[0-9a-fA-F]{40}$/), z.array(slot)), optionalBlock]),
    async (context, [wanted, block]) => {
      const slots = Object.values(wanted).reduce((sum, keys) => sum + keys.length, 0);
      if (slots === 0) throw invalidParams('empty request');
      if (slots > maxSlots) throw limitExceeded('the slots of a request', maxSlots, 'ask for fewer');
      const state = await stateOf(context, block);
      const found: Record<string, string[]> = {};
      for (const [who, keys] of Object.entries(wanted)) {
        found[who] = [];
        for (const key of keys) found[who].push(await readSlot(state, address.parse(who), key));
      }
      return found;
    },
  ),

  eth_getStorageAt: method(z.tuple([address, slot, optionalBlock]), async (context, [who, key, block]) => {
    const state = await stateOf(context, block);
    return readSlot(state, who, key);
  }),
};
