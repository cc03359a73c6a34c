import { z } from 'zod';
import { hash, quantity } from './scalars.ts';

/** What `anvil_metadata` and `hardhat_metadata` tell. */
export const chainMetadata = z.strictObject({
  clientVersion: z.string(),
  chainId: z.number().int(),
  /** Hash of the chain's genesis: the same for as long as the chain is. */
  instanceId: hash,
  latestBlockNumber: z.number().int(),
  latestBlockHash: hash,
});

/** What `anvil_nodeInfo` tells. */
export const nodeInfo = z.strictObject({
  currentBlockNumber: quantity,
  currentBlockTimestamp: z.number().int(),
  currentBlockHash: hash,
  hardFork: z.string(),
  transactionOrder: z.string(),
  environment: z.strictObject({
    baseFee: quantity,
    chainId: z.number().int(),
    gasLimit: quantity,
    gasPrice: quantity,
  }),
  /** There is no other chain below this one. */
  forkConfig: z.strictObject({
    forkUrl: z.null(),
    forkBlockNumber: z.null(),
    forkRetryBackoff: z.null(),
  }),
});
