import { z } from 'zod';
import { type Definitions, define } from '../../define.ts';
import { address, hash, number } from '../../parameters/index.ts';
import * as result from '../../results/index.ts';

/** Blocks and what waits for them; each under the namespaces of anvil and Hardhat. */
export const sealing = {
  mine: define(
    'Seals blocks, so many seconds apart.',
    [{ blocks: number.nullish() }, { interval: number.nullish() }],
    result.nothing,
  ),

  setNextBlockBaseFeePerGas: define(
    'Sets the base fee of the next block.',
    [{ baseFeePerGas: number }],
    result.boolean,
  ),

  setPrevRandao: define(
    'Sets what PREVRANDAO gives in the next block.',
    [{ prevRandao: hash }],
    result.boolean,
  ),

  setCoinbase: define(
    'Sets the account that collects the fees from now on.',
    [{ coinbase: address }],
    result.boolean,
  ),

  getAutomine: define('True if a block is sealed as soon as a transaction arrives.', [], result.boolean),

  dropTransaction: define(
    'Takes a waiting transaction out; false if it does not wait.',
    [{ hash }],
    result.boolean,
  ),

  dropAllTransactions: define('Takes all waiting transactions out.', [], result.nothing),

  reset: define(
    'Goes back to genesis, forgets waiting transactions and snapshots, and sets the clock right. Forks of other chains are not supported.',
    [{ options: z.strictObject({}).nullish() }],
    result.boolean,
  ),
} satisfies Definitions;
