import {
  type Address,
  bigIntToBytes,
  createAddressFromString,
  KECCAK256_NULL,
  setLengthLeft,
} from '@ethereumjs/util';
import { type BlockReference, stateMethods } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import type { WorldState } from '../../state/world-state.ts';
import { invalidParams, limitExceeded } from '../errors.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type ReadContext, serve, serveReads } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';

const stateOf = async ({ chain }: ReadContext, reference: BlockReference) =>
  chain.stateAt((await requireBlock(chain, reference)).header);

const readSlot = async (state: WorldState, who: Address, key: bigint) =>
  toData(setLengthLeft(await state.getStorage(who, setLengthLeft(bigIntToBytes(key), 32)), 32));

const { eth_getStorageValues, eth_getTransactionCount, ...oneEach } = stateMethods;

/** Many slots at once. */
export const storageHandlers = serveReads(
  { eth_getStorageValues },
  {
    eth_getStorageValues: async (context, { slots: wanted, block }) => {
      const count = Object.values(wanted).reduce((sum, keys) => sum + keys.length, 0);
      if (count === 0) throw invalidParams('empty request');
      const { maxSlots } = context.limits;
      if (count > maxSlots) throw limitExceeded('maxSlots', maxSlots, 'ask for fewer slots');
      const state = await stateOf(context, block);
      const found: Record<string, string[]> = {};
      for (const [who, keys] of Object.entries(wanted)) {
        const account = createAddressFromString(who.toLowerCase() as Hex);
        found[who] = [];
        for (const key of keys) found[who].push(await readSlot(state, account, key));
      }
      return found;
    },
  },
);

/** Accounts, code and storage, one at a time. */
export const recordHandlers = serveReads(oneEach, {
  eth_getBalance: async (context, { account: who, block }) => {
    const account = await (await stateOf(context, block)).getAccount(createAddressFromString(who));
    return toQuantity(account?.balance ?? 0n);
  },

  eth_getCode: async (context, { account: who, block }) => {
    const state = await stateOf(context, block);
    const account = await state.getAccount(createAddressFromString(who));
    if (!account || Buffer.compare(account.codeHash, KECCAK256_NULL) === 0) return '0x';
    return toData(await state.getCode(createAddressFromString(who)));
  },

  eth_getStorageAt: async (context, { account: who, slot: key, block }) => {
    const state = await stateOf(context, block);
    return readSlot(state, createAddressFromString(who), key);
  },
});

/** What an account's next transaction has to say; of all that wait, also of those that the next block has no room for. */
export const nonceHandlers = serve(
  { eth_getTransactionCount },
  {
    eth_getTransactionCount: async (context, { account: who, block }) => {
      const account = await (await stateOf(context, block)).getAccount(createAddressFromString(who));
      const nonce = account?.nonce ?? 0n;
      return toQuantity(block === 'pending' ? context.pool.nextNonce(who, nonce) : nonce);
    },
  },
);
