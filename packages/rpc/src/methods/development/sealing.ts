import { z } from 'zod';
import { type Definitions, define } from '../../define.ts';
import { address, hash, number, number64, seconds } from '../../parameters/index.ts';
import * as result from '../../results/index.ts';

/** Blocks and what waits for them; each under the namespaces of anvil and Hardhat. */
export const sealing = {
  mine: define(
    'Seals blocks, so many seconds apart.',
    [{ blocks: number.nullish() }, { interval: seconds.nullish() }],
    result.nothing,
  ),

  setNextBlockBaseFeePerGas: define(
    'Sets the base fee of the next block.',
    [{ baseFeePerGas: number64 }],
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

  setBlockTimestampInterval: define(
    "Gives each block a timestamp so many seconds after its parent's.",
    [{ seconds }],
    result.nothing,
  ),

  removeBlockTimestampInterval: define(
    'Ends what setBlockTimestampInterval began; false if there was none.',
    [],
    result.boolean,
  ),

  setMinGasPrice: define(
    'Refused, as anvil and Hardhat refuse it on chains with EIP-1559: setNextBlockBaseFeePerGas sets what gas costs.',
    [{ price: number }],
    result.nothing,
  ),

  setLoggingEnabled: define(
    "Switches the lines of the node's log on or off; faults are always told.",
    [{ enabled: z.boolean() }],
    result.nothing,
  ),

  metadata: define('Which chain this is and where it stands.', [], result.chainMetadata),

  dropAllTransactions: define('Takes all waiting transactions out.', [], result.nothing),

  reset: define(
    'Goes back to genesis and forgets all that was set since: waiting transactions, snapshots, the clock, sealing, the next block, impersonation. Forks of other chains are not supported.',
    [{ options: z.strictObject({}).nullish() }],
    result.boolean,
  ),
} satisfies Definitions;
