import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { callRequest, data, gasLimit, hash, latestTime, number, seconds } from '../parameters/index.ts';
import * as result from '../results/index.ts';
import { accountEdits } from './development/account-edits.ts';
import { asAnvil } from './development/as-anvil.ts';
import { inNamespace } from './development/in-namespace.ts';
import { sealing } from './development/sealing.ts';

/** A day, in seconds: a timer that is set for much longer goes off at once. */
const longestInterval = 86_400n;

const timeOfMine = z.union(
  [seconds, z.strictObject({ timestamp: seconds.nullish(), blocks: number.nullish() })],
  `expected a timestamp of at most ${latestTime}, or an object with timestamp and blocks`,
);

/** What tests need: time, blocks and state at will, as anvil and Hardhat name it. */
export const developmentMethods = {
  ...inNamespace('anvil', asAnvil({ ...accountEdits, ...sealing })),
  ...inNamespace('hardhat', { ...accountEdits, ...sealing }),

  anvil_dropTransaction: define(
    'Takes a waiting transaction out and gives its hash; null if it does not wait.',
    [{ hash }],
    z.nullable(result.hash),
  ),

  anvil_setAutomine: define(
    'Seals a block as soon as a transaction arrives, or ends that.',
    [{ automine: z.boolean() }],
    result.nothing,
  ),

  anvil_setIntervalMining: define(
    'Seals a block every so many seconds; 0 ends that.',
    [
      {
        seconds: number.refine(
          (seconds) => seconds <= longestInterval,
          `expected at most ${longestInterval} seconds`,
        ),
      },
    ],
    result.nothing,
  ),

  anvil_nodeInfo: define('Where the chain stands, and how it makes blocks.', [], result.nodeInfo),

  anvil_dumpState: define(
    'All accounts of the newest state, for anvil_loadState of another chain: gzip of JSON. Addresses and slots are in it as the state keeps them, by their hashes.',
    [],
    result.bytes,
  ),

  anvil_loadState: define(
    'Puts the state that anvil_dumpState of an evm-ml node gave in the place of the present one, in an empty block of its own, and lets time go on from its.',
    [{ state: data }],
    result.boolean,
  ),

  eth_sendUnsignedTransaction: define(
    'Submits a transaction of whatever account it names.',
    [{ transaction: callRequest }],
    result.hash,
  ),

  evm_mine: define(
    'Seals a block, or several; a number is its timestamp.',
    [{ option: timeOfMine.nullish() }],
    result.quantity,
  ),

  evm_snapshot: define(
    'Remembers the present block and gives the number under which evm_revert finds it.',
    [],
    result.quantity,
  ),

  evm_revert: define(
    'Goes back to a snapshot and forgets it and later ones; false if there is none of this number.',
    [{ snapshot: number }],
    result.boolean,
  ),

  evm_increaseTime: define(
    'Moves the clock of later blocks; gives the seconds that it is ahead in all.',
    [{ seconds }],
    result.integer,
  ),

  evm_setNextBlockTimestamp: define(
    'Sets the timestamp of the next block; time goes on from there.',
    [{ timestamp: seconds }],
    result.nothing,
  ),

  evm_setBlockGasLimit: define(
    'Sets the gas limit of the next block and of those after it.',
    [{ gasLimit }],
    result.boolean,
  ),

  evm_setAutomine: define(
    'Seals a block as soon as a transaction arrives, or ends that.',
    [{ automine: z.boolean() }],
    result.boolean,
  ),

  evm_setIntervalMining: define(
    'Seals a block every so many milliseconds; 0 ends that.',
    [
      {
        milliseconds: z
          .number()
          .int()
          .nonnegative()
          .max(1_000 * Number(longestInterval)),
      },
    ],
    result.boolean,
  ),

  evm_setAccountBalance: accountEdits.setBalance,
  evm_setAccountNonce: accountEdits.setNonce,
  evm_setAccountCode: accountEdits.setCode,
} satisfies Definitions;
