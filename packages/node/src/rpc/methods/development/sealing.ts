import { hexToBytes } from '@ethereumjs/util';
import { z } from 'zod';
import { invalidParams } from '../../errors.ts';
import { type Method, method, type RpcContext } from '../../method.ts';
import * as result from '../../results/index.ts';
import { address, hash } from '../../schema.ts';
import { done, number } from './numbers.ts';

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
export const sealing = {
  mine: method(
    'Seals blocks, so many seconds apart.',
    { blocks: number.nullish(), interval: number.nullish() },
    result.nothing,
    async (context, { blocks, interval }) => {
      await mine(context, blocks ?? 1n, interval ?? 0n);
      return null;
    },
  ),

  setNextBlockBaseFeePerGas: method(
    'Sets the base fee of the next block.',
    { baseFeePerGas: number },
    done,
    ({ solo }, { baseFeePerGas }) => {
      solo.nextBlock.baseFeePerGas = baseFeePerGas;
      return true;
    },
  ),

  setPrevRandao: method(
    'Sets what PREVRANDAO gives in the next block.',
    { prevRandao: hash },
    done,
    ({ solo }, { prevRandao }) => {
      solo.nextBlock.prevRandao = hexToBytes(prevRandao);
      return true;
    },
  ),

  setCoinbase: method(
    'Sets the account that collects the fees from now on.',
    { coinbase: address },
    done,
    ({ solo }, { coinbase }) => {
      solo.coinbase = coinbase;
      return true;
    },
  ),

  getAutomine: method(
    'True if a block is sealed as soon as a transaction arrives.',
    {},
    result.boolean,
    ({ solo }) => solo.automine,
  ),

  dropTransaction: method(
    'Takes a waiting transaction out; false if it does not wait.',
    { hash },
    result.boolean,
    ({ pool }, { hash: transactionHash }) => {
      const known = pool.get(transactionHash) !== undefined;
      pool.remove(transactionHash);
      return known;
    },
  ),

  dropAllTransactions: method('Takes all waiting transactions out.', {}, result.nothing, ({ pool }) => {
    pool.clear();
    return null;
  }),

  reset: method(
    'Goes back to genesis, forgets waiting transactions and snapshots, and sets the clock right. Forks of other chains are not supported.',
    { options: z.strictObject({}).nullish() },
    done,
    async ({ chain, pool, snapshots, solo }) => {
      await chain.rewind(0n);
      pool.clear();
      snapshots.clear();
      solo.clock.advance(-solo.clock.advance(0n));
      return true;
    },
  ),
} satisfies Record<string, Method>;
