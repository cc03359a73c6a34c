import { z } from 'zod';
import { invalidParams } from '../errors.ts';
import { toQuantity } from '../format/hex.ts';
import { type MethodTable, method } from '../method.ts';
import * as result from '../results/index.ts';
import { accountEdits } from './development/account-edits.ts';
import { done, number } from './development/numbers.ts';
import { mine, sealing } from './development/sealing.ts';

/** Least gas limit of a block in Ethereum's rules. */
const minGasLimit = 5_000n;

const named = (namespace: string): MethodTable =>
  Object.fromEntries(
    Object.entries({ ...accountEdits, ...sealing }).map(([name, each]) => [`${namespace}_${name}`, each]),
  );

/** What tests need: time, blocks and state at will, as anvil and Hardhat name it. */
export const developmentMethods: MethodTable = {
  ...named('anvil'),
  ...named('hardhat'),

  evm_mine: method(
    'Seals a block, or several; a number is its timestamp.',
    {
      option: z
        .union([number, z.object({ timestamp: number.nullish(), blocks: number.nullish() })])
        .nullish(),
    },
    result.quantity,
    async (context, { option }) => {
      const { timestamp, blocks } =
        typeof option === 'bigint' ? { timestamp: option, blocks: 1n } : (option ?? {});
      if (timestamp != null) context.solo.clock.setNext(timestamp);
      await mine(context, blocks ?? 1n, 0n);
      return '0x0';
    },
  ),

  evm_snapshot: method(
    'Remembers the present block and gives the number under which evm_revert finds it.',
    {},
    result.quantity,
    ({ snapshots, chain, solo }) =>
      toQuantity(snapshots.take({ block: chain.head.header.number, offset: solo.clock.advance(0n) })),
  ),

  evm_revert: method(
    'Goes back to a snapshot and forgets it and later ones; false if there is none of this number.',
    { snapshot: number },
    result.boolean,
    async ({ snapshots, chain, pool, solo }, { snapshot: id }) => {
      const snapshot = snapshots.restore(Number(id));
      if (!snapshot) return false;
      await chain.rewind(snapshot.block);
      pool.clear();
      solo.clock.advance(snapshot.offset - solo.clock.advance(0n));
      return true;
    },
  ),

  evm_increaseTime: method(
    'Moves the clock of later blocks; gives the seconds that it is ahead in all.',
    { seconds: number },
    result.integer,
    ({ solo }, { seconds }) => Number(solo.clock.advance(seconds)),
  ),

  evm_setNextBlockTimestamp: method(
    'Sets the timestamp of the next block; time goes on from there.',
    { timestamp: number },
    result.nothing,
    ({ solo, chain }, { timestamp }) => {
      const parent = chain.head.header.timestamp;
      if (timestamp < parent)
        throw invalidParams(`timestamp ${timestamp} is before the newest block's ${parent}`);
      solo.clock.setNext(timestamp);
      return null;
    },
  ),

  evm_setBlockGasLimit: method(
    'Sets the gas limit of the next block and of those after it.',
    { gasLimit: number },
    done,
    ({ solo }, { gasLimit }) => {
      if (gasLimit < minGasLimit) throw invalidParams(`gas limit ${gasLimit} is below ${minGasLimit}`);
      solo.nextBlock.gasLimit = gasLimit;
      return true;
    },
  ),

  evm_setAutomine: method(
    'Seals a block as soon as a transaction arrives, or ends that.',
    { automine: z.boolean() },
    done,
    ({ solo }, { automine }) => {
      solo.setAutomine(automine);
      return true;
    },
  ),

  evm_setIntervalMining: method(
    'Seals a block every so many milliseconds; 0 ends that.',
    { milliseconds: z.number().int().nonnegative() },
    done,
    ({ solo }, { milliseconds }) => {
      solo.setInterval(milliseconds);
      return true;
    },
  ),

  evm_setAccountBalance: accountEdits.setBalance,
  evm_setAccountNonce: accountEdits.setNonce,
  evm_setAccountCode: accountEdits.setCode,
};
