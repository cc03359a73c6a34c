import { createAddressFromString, hexToBytes } from '@ethereumjs/util';
import type { sealing } from '@evm-ml/rpc';
import { developmentVersion } from '../../../config/version.ts';
import { TimeSlice } from '../../../time-slice.ts';
import { invalidParams } from '../../errors.ts';
import { toData } from '../../format/hex.ts';
import type { Handlers } from '../../method.ts';
import type { DevelopmentContext } from './developing.ts';
import { assertTime } from './times.ts';

const maxBlocksAtOnce = 10_000n;

/** Seals blocks, so many seconds apart. */
export async function mine(
  { chain, development }: DevelopmentContext,
  blocks: bigint,
  interval: bigint,
): Promise<void> {
  if (blocks > maxBlocksAtOnce) throw invalidParams(`expected at most ${maxBlocksAtOnce} blocks at once`);
  assertTime(chain.head.header.timestamp + blocks * interval);
  const slice = new TimeSlice();
  for (let mined = 0n; mined < blocks; mined++) {
    await slice.rest();
    if (mined > 0n && interval > 0n) development.clock.setNext(chain.head.header.timestamp + interval);
    await development.seal();
  }
}

/** Blocks and what waits for them; each under the namespaces of anvil and Hardhat. */
export const sealingHandlers: Handlers<typeof sealing, DevelopmentContext> = {
  mine: async (context, { blocks, interval }) => {
    await mine(context, blocks ?? 1n, interval ?? 0n);
    return null;
  },

  setNextBlockBaseFeePerGas: ({ development: { nextBlock } }, { baseFeePerGas }) => {
    nextBlock.baseFeePerGas = baseFeePerGas;
    return true;
  },

  setPrevRandao: ({ development: { nextBlock } }, { prevRandao }) => {
    nextBlock.prevRandao = hexToBytes(prevRandao);
    return true;
  },

  setCoinbase: ({ development }, { coinbase }) => {
    development.coinbase = createAddressFromString(coinbase);
    return true;
  },

  getAutomine: ({ development }) => development.automine,

  setBlockTimestampInterval: ({ development: { clock }, chain }, { seconds }) => {
    assertTime(chain.head.header.timestamp + seconds);
    clock.interval = seconds;
    return null;
  },

  removeBlockTimestampInterval: ({ development: { clock } }) => {
    const had = clock.interval !== undefined;
    clock.interval = undefined;
    return had;
  },

  setMinGasPrice: () => {
    throw invalidParams(
      'a chain with a base fee (EIP-1559) has no least gas price: set the next base fee with setNextBlockBaseFeePerGas',
    );
  },

  setLoggingEnabled: ({ setLogging }, { enabled }) => {
    setLogging?.(enabled);
    return null;
  },

  metadata: ({ chain }) => ({
    clientVersion: developmentVersion,
    chainId: Number(chain.common.chainId()),
    instanceId: toData(chain.genesis.hash()),
    latestBlockNumber: Number(chain.head.header.number),
    latestBlockHash: toData(chain.head.hash()),
  }),

  dropTransaction: ({ pool }, { hash: transactionHash }) => {
    const known = pool.get(transactionHash) !== undefined;
    pool.remove(transactionHash);
    return known;
  },

  dropAllTransactions: ({ pool }) => {
    pool.clear();
    return null;
  },

  reset: async ({ snapshots, impersonation, development }) => {
    await development.reset();
    snapshots.clear();
    impersonation.clear();
    return true;
  },
};
