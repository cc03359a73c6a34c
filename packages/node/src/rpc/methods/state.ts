import { bigIntToBytes, KECCAK256_NULL, setLengthLeft } from '@ethereumjs/util';
import { z } from 'zod';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';
import { address, type BlockReference, optionalBlock, slot } from '../schema.ts';

const stateOf = async ({ chain }: RpcContext, reference: BlockReference) =>
  chain.stateAt((await requireBlock(chain, reference)).header.stateRoot);

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

  eth_getStorageAt: method(z.tuple([address, slot, optionalBlock]), async (context, [who, key, block]) => {
    const state = await stateOf(context, block);
    const value = await state.getStorage(who, setLengthLeft(bigIntToBytes(key), 32));
    return toData(setLengthLeft(value, 32));
  }),
};
