import { createAddressFromString, hexToBytes } from '@ethereumjs/util';
import type { sealing } from '@evm-ml/rpc';
import { invalidParams } from '../../errors.ts';
import type { Handlers, RpcContext } from '../../method.ts';

const maxBlocksAtOnce = 10_000n;

/** Seals blocks, so many seconds apart. */
export async function mine(context: RpcContext, blocks: bigint, interval: bigint): Promise<void> {
  if (blocks > maxBlocksAtOnce) throw invalidParams(`expected at most ${maxBlocksAtOnce} blocks at once`);
  for (let mined = 0n; mined < blocks; mined++) {
    if (mined > 0n && interval > 0n)
      context.solo.clock.setNext(context.chain.head.header.timestamp + interval);
    await context.solo.seal();
  }
}

/** Blocks and what waits for them; each under the namespaces of anvil and Hardhat. */
export const sealingHandlers: Handlers<typeof sealing> = {
  mine: async (context, { blocks, interval }) => {
    await mine(context, blocks ?? 1n, interval ?? 0n);
    return null;
  },

  setNextBlockBaseFeePerGas: ({ solo }, { baseFeePerGas }) => {
    solo.nextBlock.baseFeePerGas = baseFeePerGas;
    return true;
  },

  setPrevRandao: ({ solo }, { prevRandao }) => {
    solo.nextBlock.prevRandao = hexToBytes(prevRandao);
    return true;
  },

  setCoinbase: ({ solo }, { coinbase }) => {
    solo.coinbase = createAddressFromString(coinbase);
    return true;
  },

  getAutomine: ({ solo }) => solo.automine,

  dropTransaction: ({ pool }, { hash: transactionHash }) => {
    const known = pool.get(transactionHash) !== undefined;
    pool.remove(transactionHash);
    return known;
  },

  dropAllTransactions: ({ pool }) => {
    pool.clear();
    return null;
  },

  reset: async ({ chain, pool, snapshots, solo }) => {
    await chain.rewind(0n);
    pool.clear();
    snapshots.clear();
    solo.clock.advance(-solo.clock.advance(0n));
    return true;
  },
};
